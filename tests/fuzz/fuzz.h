#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * One target a file:  FUZZ_TARGET(update) { …data, n… }
 *
 * `make fuzz F=update` builds it alone with libFuzzer; `make check` links all of them into one
 * program that replays tests/fuzz/corpus/update/ under ASan and UBSan.
 */
struct fuzz_target {
	const char *name;
	void (*run)(const uint8_t *data, size_t n);
	struct fuzz_target *next;
};

void fuzz_register(struct fuzz_target *target);

#ifdef FUZZ_ALONE
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
#define FUZZ_TARGET(target_name) \
	static void fuzz_run_##target_name(const uint8_t *data, size_t n); \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) \
	{ \
		fuzz_run_##target_name(data, n); \
		return 0; \
	} \
	static void fuzz_run_##target_name(const uint8_t *data, size_t n)
#else
#define FUZZ_TARGET(target_name) \
	static void fuzz_run_##target_name(const uint8_t *data, size_t n); \
	static struct fuzz_target fuzz_target_##target_name = {#target_name, \
							       fuzz_run_##target_name, NULL}; \
	static void __attribute__((constructor)) fuzz_register_##target_name(void) \
	{ \
		fuzz_register(&fuzz_target_##target_name); \
	} \
	static void fuzz_run_##target_name(const uint8_t *data, size_t n)
#endif

#endif
