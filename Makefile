# SPDX-License-Identifier: MIT
# Every verb a person types; `make help` lists them.
O ?= build
SYSROOT ?= build/sysroot
PREFIX ?= /usr/local
VERSION := 0.1
CC = musl-gcc
HOSTCC ?= gcc
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)	$(2)")

KCONFIG := $(wildcard Kconfig applets/*/Kconfig)
CONFIG_FILE := $(O)/.config
-include $(O)/auto.mk

# At -Oz the compiler sees less of what it would have to, to know that a variable is set.
small-flags = -Oz -Wno-maybe-uninitialized
CFLAGS ?= $(if $(CONFIG_OPTIMIZE_FOR_SIZE),$(small-flags),-O2)
# What looks at every byte of much data is fast; the rest is small, 100 KB of an initrd.
FAST = applets/text/% libbb/core/% libbb/http/% libbb/match/% libbb/tools/s% libbb/trust/%
small = $(if $(filter $(FAST),$<),,$(if $(filter -O2,$(CFLAGS)),$(small-flags)))
ALL_CFLAGS = -std=gnu11 -Wall -Wextra -Werror -Wno-missing-field-initializers -D_GNU_SOURCE \
	-DRAMSTEAM_VERSION='"$(VERSION)"' -fno-pie -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing \
	-Ilibbb -I$(O) -include $(O)/config.h -isystem $(SYSROOT)/include \
	-idirafter $(SYSROOT)/kernel-include $(CFLAGS)
LDFLAGS = -static -no-pie -Wl,--gc-sections -Wl,-z,noseparate-code -Wl,-z,norelro \
	-Wl,-T,scripts/start.ld -s

# A folder's applet NAME.c is compiled when CONFIG_NAME=y, and main.c always.
upper = $(shell echo '$(1)' | tr a-z A-Z)
symbol = CONFIG_$(call upper,$(basename $(notdir $(1))))
APPLETS := $(foreach f,$(wildcard applets/*/*.c),$(if $(filter y,$($(call symbol,$(f)))),$(f)))
# Library files that need a library a configuration may leave out.
libbb-off = $(if $(CONFIG_OPENSSL),,libbb/http/tls%.c libbb/http/sums_list.c libbb/trust/%.c) \
	$(if $(CONFIG_LIBARCHIVE),,libbb/fs/archive%.c libbb/tools/tar%.c) \
	$(if $(CONFIG_COMPRESSION),,libbb/dev/unpack_stream.c libbb/fs/codec%.c \
	libbb/tools/pack.c)
LIBBB := $(filter-out $(libbb-off),$(wildcard libbb/*/*.c))
OBJECTS := $(patsubst %.c,$(O)/obj/%.o,applets/main.c $(APPLETS))
LIBBB_OBJECTS := $(patsubst %.c,$(O)/obj/%.o,$(LIBBB))

need-libs = headers $(if $(CONFIG_SH),mksh) $(if $(CONFIG_OPENSSL),openssl) \
	$(if $(CONFIG_LIBARCHIVE),libarchive) $(if $(CONFIG_COMPRESSION),zlib xz zstd)
LIBS = $(if $(CONFIG_SH),$(SYSROOT)/lib/mksh$(if $(CONFIG_SH_SMALL),-small).o) -L$(SYSROOT)/lib \
	$(if $(CONFIG_LIBARCHIVE),-larchive) $(if $(CONFIG_COMPRESSION),-lz -llzma -lzstd) \
	$(if $(CONFIG_OPENSSL),-lssl -lcrypto)

.PHONY: all help clean distclean install man completions check check-all \
	check-ipxe-oracle fuzz bench-applets bench-boot bench-fetch bench-fleet bench-link \
	bench-roots run initrd netboot sysroot deps lint size FORCE
.DELETE_ON_ERROR:
all: $(O)/ramsteam

ifeq ($(filter %config clean distclean help check check-all run deps deps-%,$(MAKECMDGOALS)),)
# What Kconfig gained since the configuration was written takes its default.
$(O)/auto.mk: $(CONFIG_FILE) $(KCONFIG)
	$(Q)$(conf) kconfig-conf --olddefconfig Kconfig >/dev/null $(after-conf)
endif

$(CONFIG_FILE):
	$(Q)$(MAKE) --no-print-directory O=$(O) defconfig

# The compiler's flags and the configuration are inputs of every object.
$(O)/flags: FORCE
	@mkdir -p $(O); echo '$(CC) $(ALL_CFLAGS) $(FAST)' | cmp -s - $@ || \
		echo '$(CC) $(ALL_CFLAGS) $(FAST)' > $@

$(O)/obj/applets/%.o: applets/%.c $(O)/auto.mk $(O)/flags $(O)/sysroot-ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(small) -DAPPLET_GROUP='"$(notdir $(patsubst %/,%,$(dir $<)))"' \
		-MMD -MP -c -o $@ $<

$(O)/obj/libbb/%.o: libbb/%.c $(O)/auto.mk $(O)/flags $(O)/sysroot-ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(small) -MMD -MP -c -o $@ $<

# A clock from before the sources last changed is wrong.
EPOCH = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)
$(O)/obj/libbb/boot/clock_step.o: ALL_CFLAGS += -DBUILD_EPOCH=$(EPOCH)

$(O)/sysroot-ready: scripts/sysroot $(O)/auto.mk
	$(Q)scripts/deps build
	$(Q)scripts/sysroot $(if $(SOURCES),-s $(SOURCES)) $(SYSROOT) $(need-libs)
	@mkdir -p $(O); touch $@

$(O)/libbb.a: $(LIBBB_OBJECTS)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)ar rcs $@ $(LIBBB_OBJECTS)

$(O)/ramsteam: $(OBJECTS) $(O)/libbb.a scripts/start.ld
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(OBJECTS) $(O)/libbb.a $(LIBS)

-include $(OBJECTS:.o=.d) $(LIBBB_OBJECTS:.o=.d)

# Configuration, by kconfig-frontends.
conf = scripts/deps config && mkdir -p $(O) && KCONFIG_CONFIG=$(CONFIG_FILE) CONFIG_=CONFIG_
after-conf = && scripts/config-header $(CONFIG_FILE) $(O) $(KCONFIG)
defconfig: default_defconfig
%_defconfig: configs/%_defconfig
	$(Q)$(conf) kconfig-conf --defconfig=$< Kconfig >/dev/null $(after-conf)
menuconfig nconfig:
	$(Q)$(conf) kconfig-$(subst nconfig,n,$(subst menuconfig,m,$@))conf Kconfig $(after-conf)
allnoconfig allyesconfig randconfig oldconfig savedefconfig:
	$(Q)$(conf) kconfig-conf --$@$(if $(filter savedefconfig,$@),=$(O)/defconfig) Kconfig \
		$(if $(filter oldconfig,$@),,>/dev/null) $(after-conf)

install: all
	install -D -m 755 $(O)/ramsteam $(DESTDIR)$(PREFIX)/bin/ramsteam

man: all
	$(Q)scripts/deps man
	$(Q)scripts/man $(O)/ramsteam $(O)/man

completions: all
	@mkdir -p $(O)/completions
	$(Q)$(O)/ramsteam --completion > $(O)/completions/ramsteam

initrd: all
	$(Q)scripts/deps boot
	$(Q)scripts/mkinitrd -b $(O)/ramsteam -o $(O)/initrd -m "$$(scripts/kernel modules)"

# OUT= the folder; ROOT= an image to boot; CMDLINE= more words; KEY= signs all of it.
netboot: all
	$(if $(OUT),,$(error usage: make netboot OUT=FOLDER [ROOT=IMAGE] [CMDLINE=...] [KEY=FILE]))
	$(Q)scripts/deps boot $(if $(KEY),sign)
	$(Q)O=$(O) scripts/netboot -o "$(OUT)" $(if $(ROOT),-i "$(ROOT)") \
		$(if $(CMDLINE),-a "$(CMDLINE)") $(if $(KEY),-k "$(KEY)")

run: 
	$(Q)scripts/deps boot
	$(Q)$(MAKE) --no-print-directory O=$(O) all
	$(Q)scripts/own-root scripts/run $(O) $(or $(BOOT),image)

check:
	$(Q)tests/run $(O)

# With the boots of rarer cards, kernels and roots, which take long and break seldom.
check-all:
	$(Q)tests/run $(O) -m "" tests

lint:
	$(Q)tests/lint $(O)

check-ipxe-oracle: all
	$(Q)scripts/deps build check boot
	$(Q)O=$(O) tests/ipxe/run-oracle

fuzz:
	$(Q)scripts/deps fuzz
	$(Q)$(MAKE) --no-print-directory -f tests/fuzz/Makefile O=$(O) run

bench-fetch: all
	$(Q)scripts/deps check bench
	$(Q)tests/bench/fetch $(O)

bench-fleet: all
	$(Q)scripts/deps check bench
	$(Q)tests/bench/fleet $(O)

bench-link: all
	$(Q)scripts/deps check bench
	$(Q)tests/bench/link $(O)

bench-applets: all
	$(Q)scripts/deps bench
	$(Q)tests/bench/applets $(O)

bench-boot: all
	$(Q)scripts/deps boot bench
	$(Q)tests/bench/boot $(O)

bench-roots: all
	$(Q)scripts/deps boot check
	$(Q)tests/bench/roots $(O)

size: all
	$(Q)$(CC) $(LDFLAGS) -Wl,-Map=$(O)/map -o $(O)/map.out $(OBJECTS) $(O)/libbb.a $(LIBS)
	$(Q)rm $(O)/map.out
	$(Q)scripts/size $(if $(V),-a) $(O)/map

deps:
	$(Q)scripts/deps build config check boot

clean:
	rm -rf $(O)/obj $(O)/ramsteam $(O)/libbb.a $(O)/initrd $(O)/man $(O)/completions
distclean:
	rm -rf $(O)

help:
	@echo 'make               build $(O)/ramsteam (dependencies first, cached in $(SYSROOT))'
	@echo 'make run           the demo in QEMU: PXE, iPXE, ramroot, systemd (BOOT=kexec)'
	@echo 'make check         every test: unit, applet, net, boot, lint'
	@echo 'make check-all     those and the boots of rarer cards, kernels, roots and firmware'
	@echo 'make menuconfig    choose what the binary holds (nconfig, defconfig, NAME_defconfig,'
	@echo '                   oldconfig, savedefconfig, allnoconfig, allyesconfig, randconfig)'
	@echo 'make man           a page of every applet in $(O)/man, from the option tables'
	@echo 'make completions   $(O)/completions/ramsteam, for bash, from the same tables'
	@echo 'make initrd        an initrd of the binary and the modules of a Debian kernel'
	@echo 'make netboot       OUT=DIR ROOT= KEY=: kernel, initrd, menu, sums for any server'
	@echo 'make install       DESTDIR= PREFIX=$(PREFIX)'
	@echo 'make check-ipxe-oracle   the corpus of boot scripts on real iPXE in QEMU'
	@echo 'make fuzz          the parsers against random bytes, FUZZ_SECONDS=60 each'
	@echo 'make bench-fetch   1 GiB over loopback beside BusyBox wget, curl and GNU wget'
	@echo 'make bench-fleet   1,000 clients at once on a server of 64 connections'
	@echo 'make bench-link    a link of 1 Gbit/s and a lossy one beside curl and others'
	@echo 'make bench-applets  cat, grep, tar ... on 1 GiB and 100,000 files beside the peers'
	@echo 'make bench-boot    boot time and memory beside dracut and a BusyBox script'
	@echo 'make bench-roots   one tree as a root of each format: bytes, time, memory'
	@echo 'make size          bytes by applet, folder of libbb and library (V=1: by object)'
	@echo 'make lint deps clean distclean'
	@echo 'Variables: O=$(O) SYSROOT=$(SYSROOT) V=1 SOURCES=DIR DEPS=check'
