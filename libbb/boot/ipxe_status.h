/* SPDX-License-Identifier: MIT */
/*
 * What a command of iPXE's ends with: 0, a number above 0 that a script's `exit` gave, or one of
 * these made negative. They are what its ROM shows as ${errno}: class, place, and cause.
 */
#ifndef BOOT_IPXE_STATUS_H
#define BOOT_IPXE_STATUS_H

enum ipxe_status {
	IPXE_E_NO_COMMAND = 0x2e022001,
	IPXE_E_EMPTY = 0x2d02203b,		/* isset */
	IPXE_E_DIFFERENT = 0x46022001,		/* iseq */
	IPXE_E_NO_LABEL = 0x2d02803b,
	IPXE_E_NO_SCRIPT = 0x3b028025,		/* goto at the prompt */
	IPXE_E_UNFINISHED = 0x1c028002,		/* a backslash on the last line */
	IPXE_E_OPTION = 0x1c162202,
	IPXE_E_ARGUMENT = 0x1c162302,		/* of an option */
	IPXE_E_COUNT = 0x46162001,		/* of operands */
	IPXE_E_INTEGER = 0x1c162102,
	IPXE_E_HELP = 0x0b1621a0,
	IPXE_E_NO_MENU = 0x2d16203b,
	IPXE_E_NO_DEVICE = 0x2c16203b,
	IPXE_E_NO_CONFIGURATOR = 0x3c162003,
	IPXE_E_TYPE = 0x3c0c2003,		/* or what it cannot do */
	IPXE_E_VALUE = 0x1c0c2002,		/* not in the type's form */
	IPXE_E_VALUE_ADDRESS = 0x1c056002,
	IPXE_E_VALUE_ADDRESS6 = 0x1c066002,
	IPXE_E_VALUE_HEX = 0x1c112002,
	IPXE_E_VALUE_BASE64 = 0x1c102002,
	IPXE_E_SIZE = 0x460c2001,		/* bytes that do not fit the type */
	IPXE_E_BUILTIN = 0x3d0c2001,		/* what cannot be set */
	IPXE_E_NO_SETTING = 0x2d0c203b,
	IPXE_E_NO_SCOPE = 0x1c162002,		/* config */
	IPXE_E_NO_BLOCK = 0x2c0c203b,
	IPXE_E_NO_FILE = 0x2d0c613b,
	IPXE_E_NO_TFTP_FILE = 0x2d12603b,
	IPXE_E_FORBIDDEN = 0x410c613c,
	IPXE_E_NO_SCHEME = 0x3c092003,
	IPXE_E_NO_HOST = 0x3e11613b,
	IPXE_E_REFUSED = 0x0f0a6039,
	IPXE_E_SILENT = 0x4c0a6035,
	IPXE_E_NO_IMAGE = 0x2d0ae03b,
	IPXE_E_NO_KERNEL = 0x2e008081,
	IPXE_E_TRUST = 0x0216e13c,
	IPXE_E_SIGNATURE = 0x0225e13c,
	IPXE_E_PROMPT_TIME = 0x4c22e035,
	IPXE_E_PROMPT_KEY = 0x0b22e0a0,
	IPXE_E_NO_ITEM = 0x2d2ce03b,		/* a menu of gaps */
	IPXE_E_MENU_LEFT = 0x0b2ce0a0,
	IPXE_E_READ_LEFT = 0x0b32e0a0,
	IPXE_E_READ_TIME = 0x4c32e035,
	IPXE_E_INTERRUPTED = 0x0b8080a0,
	IPXE_E_MEMORY = 0x31022001,		/* an expansion without end */
	IPXE_E_CPUID = 0x2d80e03b,
	IPXE_E_SAN = 0x1d852039,
	IPXE_E_MACHINE = 0x1d400000,		/* a command that was tried and failed */
};

/* "No such file or directory (http://ipxe.org/2d0c613b)". Valid until the next call. */
const char *ipxe_reason(int status);

#endif
