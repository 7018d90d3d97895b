#ifndef TESTS_LIB_GOLDEN_H
#define TESTS_LIB_GOLDEN_H

#include <stdbool.h>

/**
 * golden_equal() - whether @text is what tests/unit/golden/@name holds
 *
 * When it is not, the text is left in build/golden/@name and the command that shows the difference
 * is printed; copy the file once the change is what was meant.
 */
bool golden_equal(const char *name, const char *text);

#endif
