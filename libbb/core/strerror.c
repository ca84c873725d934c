/* SPDX-License-Identifier: MIT */
/*
 * strerror(3) in the words people know from the C library of other systems ("Device or resource
 * busy", not "Resource busy"): what they search the web for. It takes the place of musl's.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
	[0] = "Success", [EPERM] = "Operation not permitted",
	[ENOENT] = "No such file or directory",
	[ESRCH] = "No such process", [EINTR] = "Interrupted system call",
	[EIO] = "Input/output error", [ENXIO] = "No such device or address",
	[E2BIG] = "Argument list too long", [ENOEXEC] = "Exec format error",
	[EBADF] = "Bad file descriptor", [ECHILD] = "No child processes",
	[EAGAIN] = "Resource temporarily unavailable", [ENOMEM] = "Cannot allocate memory",
	[EACCES] = "Permission denied", [EFAULT] = "Bad address",
	[ENOTBLK] = "Block device required", [EBUSY] = "Device or resource busy",
	[EEXIST] = "File exists", [EXDEV] = "Invalid cross-device link",
	[ENODEV] = "No such device", [ENOTDIR] = "Not a directory", [EISDIR] = "Is a directory",
	[EINVAL] = "Invalid argument", [ENFILE] = "Too many open files in system",
	[EMFILE] = "Too many open files", [ENOTTY] = "Inappropriate ioctl for device",
	[ETXTBSY] = "Text file busy", [EFBIG] = "File too large",
	[ENOSPC] = "No space left on device", [ESPIPE] = "Illegal seek",
	[EROFS] = "Read-only file system", [EMLINK] = "Too many links", [EPIPE] = "Broken pipe",
	[EDOM] = "Numerical argument out of domain", [ERANGE] = "Numerical result out of range",
	[EDEADLK] = "Resource deadlock avoided", [ENAMETOOLONG] = "File name too long",
	[ENOLCK] = "No locks available", [ENOSYS] = "Function not implemented",
	[ENOTEMPTY] = "Directory not empty", [ELOOP] = "Too many levels of symbolic links",
	[ENOMSG] = "No message of desired type", [EIDRM] = "Identifier removed",
	[ENOSTR] = "Device not a stream", [ENODATA] = "No data available",
	[ETIME] = "Timer expired",
	[ENOLINK] = "Link has been severed", [EPROTO] = "Protocol error",
	[EBADMSG] = "Bad message", [EOVERFLOW] = "Value too large for defined data type",
	[ENOTUNIQ] = "Name not unique on network", [EBADFD] = "File descriptor in bad state",
	[EILSEQ] = "Invalid or incomplete multibyte or wide character",
	[EUSERS] = "Too many users", [ENOTSOCK] = "Socket operation on non-socket",
	[EDESTADDRREQ] = "Destination address required", [EMSGSIZE] = "Message too long",
	[EPROTOTYPE] = "Protocol wrong type for socket", [ENOPROTOOPT] = "Protocol not available",
	[EPROTONOSUPPORT] = "Protocol not supported",
	[ESOCKTNOSUPPORT] = "Socket type not supported",
	[EOPNOTSUPP] = "Operation not supported", [EPFNOSUPPORT] = "Protocol family not supported",
	[EAFNOSUPPORT] = "Address family not supported by protocol",
	[EADDRINUSE] = "Address already in use",
	[EADDRNOTAVAIL] = "Cannot assign requested address", [ENETDOWN] = "Network is down",
	[ENETUNREACH] = "Network is unreachable",
	[ENETRESET] = "Network dropped connection on reset",
	[ECONNABORTED] = "Software caused connection abort",
	[ECONNRESET] = "Connection reset by peer", [ENOBUFS] = "No buffer space available",
	[EISCONN] = "Transport endpoint is already connected",
	[ENOTCONN] = "Transport endpoint is not connected",
	[ESHUTDOWN] = "Cannot send after transport endpoint shutdown",
	[ETIMEDOUT] = "Connection timed out", [ECONNREFUSED] = "Connection refused",
	[EHOSTDOWN] = "Host is down", [EHOSTUNREACH] = "No route to host",
	[EALREADY] = "Operation already in progress", [EINPROGRESS] = "Operation now in progress",
	[ESTALE] = "Stale file handle", [EUCLEAN] = "Structure needs cleaning",
	[EREMOTEIO] = "Remote I/O error", [EDQUOT] = "Disk quota exceeded",
	[ENOMEDIUM] = "No medium found", [EMEDIUMTYPE] = "Wrong medium type",
	[ECANCELED] = "Operation canceled", [ENOKEY] = "Required key not available",
	[EKEYEXPIRED] = "Key has expired", [EKEYREVOKED] = "Key has been revoked",
	[EKEYREJECTED] = "Key was rejected by service", [EOWNERDEAD] = "Owner died",
	[ENOTRECOVERABLE] = "State not recoverable",
	[ERFKILL] = "Operation not possible due to RF-kill",
};

char *strerror(int number)
{
	static char unknown[32];

	if (number >= 0 && (size_t)number < sizeof(texts) / sizeof(texts[0]) && texts[number])
		return (char *)texts[number];
	snprintf(unknown, sizeof(unknown), "Unknown error %d", number);
	return unknown;
}
