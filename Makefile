# TCP anycast: reference implementation, lab and conformance suite.  `make help` lists what there is.
#
# A file belongs to the program or library whose folder it lies in; adding one needs no edit here.
# Variants: SAN=1 (ASan+UBSan, in build/san), COV=1 (coverage, in build/cov).

, := ,
O      := build$(if $(SAN),/san)$(if $(COV),/cov)
CC     := gcc
PREFIX := /usr/local
Q       = $(if $(VERBOSE),,@echo "cc $<";) # VERBOSE=1 shows whole command lines
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
HARDEN := -fstack-protector-strong -fPIE $(if $(SAN)$(COV),,-D_FORTIFY_SOURCE=2)
VARY   := $(if $(SAN),-Wno-conversion -fsanitize=address$(,)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer) $(if $(COV),--coverage)
CFLAGS := -std=c11 -O2 -g $(WARN) $(HARDEN) $(VARY)
PKGS   := libevent_core libfyaml jansson libnl-3.0 libnl-route-3.0 openssl libcap-ng libnftables
# Asked for once, at the first use: the packages may not be there before mk/deps has run.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) cunit))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)
LIBS       = -Wl,--as-needed $(PKG_LIBS)

floor   = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)/*.c))
CORE   := $(call floor,impl/core)
NODE   := $(call floor,impl/support) $(call floor,impl/shell)
LAB    := $(call floor,sim/topo) $(call floor,sim/trace) $(call floor,sim/netns) $(call floor,impl/support)
PROGS  := $(patsubst impl/bin/%.c,$(O)/bin/%,$(wildcard impl/bin/*.c)) $(if $(wildcard sim/bin/*.c),$(O)/bin/anycast-lab)
TESTS  := $(O)/run/unit $(O)/run/vectors $(O)/run/replay
SH     := $(shell git ls-files 2>/dev/null | xargs grep -lE '^\#!.*(sh|bats)$$' 2>/dev/null)

all: $(PROGS) ## build the programs into build/bin
test-programs: $(PROGS) $(TESTS)

# Core is compiled without the OS's names, so that they cannot slip in; everything else is a Linux program.
$(O)/impl/core/%.o: DEFS := -fPIC
$(O)/%.o: DEFS = -D_GNU_SOURCE $(PKG_CFLAGS)
$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(DEFS) -Iinclude -Iimpl -I. -MMD -MP -c -o $@ $<

LINK = @mkdir -p $(@D); echo "link $@"; $(CC) $(CFLAGS) -pie -o $@ $(filter %.o %.a,$^) $(LIBS)
$(O)/libanycast.a: $(CORE) ; @rm -f $@; $(AR) rcs $@ $^
$(O)/libnode.a: $(NODE) ; @rm -f $@; $(AR) rcs $@ $^
$(O)/liblab.a: $(LAB) ; @rm -f $@; $(AR) rcs $@ $^
$(O)/bin/anycast-lab: $(call floor,sim/bin) $(O)/liblab.a $(O)/libanycast.a ; $(LINK)
$(O)/bin/%: $(O)/impl/bin/%.o $(O)/libnode.a $(O)/libanycast.a ; $(LINK)
$(O)/run/unit: LIBS += -lcunit
$(O)/run/unit: $(call floor,tests/unit) $(call floor,tests/lib) $(O)/liblab.a $(O)/libnode.a $(O)/libanycast.a ; $(LINK)
$(O)/run/vectors: $(call floor,tests/vectors) $(O)/libnode.a $(O)/libanycast.a ; $(LINK)
$(O)/run/replay: $(call floor,tests/fuzz) $(O)/liblab.a $(O)/libnode.a $(O)/libanycast.a ; $(LINK)

deps: ## install the missing Debian packages (or print the command)
	@mk/deps
demo: deps ## the failover demonstration, on real namespaces and routers
	@$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc)) all && mk/demo
check: deps ## every test of the short tier; ends with N passed, N failed, N skipped
	@mk/check short
check-full: deps ## the long rest as well
	@mk/check full
check-unit: test-programs ## unit tests; one alone: T=bgp_timer, T=SUITE:TEST
	@$(O)/run/unit $(T)
check-conf: all ## conformance tests; some alone: T=ADDR-07
	@mk/conf $(if $(T),-f '$(T)') tests/conf
check-vectors: test-programs ## test vectors; other folders: V=DIR
	@$(O)/run/vectors $(or $(V),tests/vectors)
check-layers: test-programs ## floors (from the compiler's dependency files) and purity of core
	@mk/layers $(O) && mk/purity $(O)
fuzz: ## fuzz one decoder for SECONDS (60): F=bgp_update
	@mk/fuzz '$(F)' $(or $(SECONDS),60)
bench: all ## measured figures, medians of 20
	@mk/bench
lint: ## compilers' and linters' opinion; any finding fails
	@mk/lint
format: ## put the source into the one format
	@mk/need format clang-format shfmt && clang-format -i $$(git ls-files '*.c' '*.h') && shfmt -w -i 4 -ci $(filter-out %.bats,$(SH))
coverage: ## line and branch coverage of the unit tests and vectors
	@mk/need coverage gcovr && $(MAKE) --no-print-directory COV=1 test-programs && mk/coverage build/cov
install: all $(O)/libanycast.a ## install into DESTDIR and PREFIX
	install -Dm755 -t $(DESTDIR)$(PREFIX)/bin $(PROGS)
	install -Dm644 -t $(DESTDIR)$(PREFIX)/include/anycast include/anycast/*.h
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib $(O)/libanycast.a
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/anycast/topologies topologies/*.yaml
clean: ## remove build/
	rm -rf build
help: ## this list
	@sed -n 's/^\([a-z-]*\):.* ## /\1\t/p' Makefile | expand -t 16

.PHONY: all test-programs deps demo check check-full check-unit check-conf check-vectors check-layers fuzz bench lint \
        format coverage install clean help
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
