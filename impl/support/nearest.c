#include "support/nearest.h"

#include "support/text.h"

#include <stdio.h>
#include <string.h>

const char *nearest_hint(const char *word, const char *const *words, size_t n_words, char *out,
			 size_t n_out)
{
	const char *near = text_nearest(word, words, n_words);
	size_t n;

	if (near != NULL) {
		snprintf(out, n_out, "did you mean \"%s\"?", near);
		return out;
	}
	if (n_words == 0) {
		snprintf(out, n_out, "there is none");
		return out;
	}
	n = (size_t)snprintf(out, n_out, "use one of:");
	for (size_t i = 0; i < n_words && n < n_out; i++) {
		const char *comma = i + 1 < n_words ? "," : "";

		if (n + strlen(words[i]) + 6 > n_out) {
			snprintf(out + n, n_out - n, " ...");
			break;
		}
		n += (size_t)snprintf(out + n, n_out - n, " %s%s", words[i], comma);
	}
	return out;
}
