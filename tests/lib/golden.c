#include "tests/lib/golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t room = 0;

	if (file == NULL)
		return NULL;
	/* A text has no NUL: up to there is the whole file. */
	if (getdelim(&text, &room, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static void file_write(const char *path, const char *text)
{
	FILE *file;

	mkdir("build", 0777);
	mkdir("build/golden", 0777);
	file = fopen(path, "wb");
	if (file == NULL)
		return;
	fputs(text, file);
	fclose(file);
}

bool golden_equal(const char *name, const char *text)
{
	char golden[200];
	char seen[200];
	char *expected;
	bool equal;

	snprintf(golden, sizeof(golden), "tests/unit/golden/%s", name);
	snprintf(seen, sizeof(seen), "build/golden/%s", name);
	expected = file_read(golden);
	equal = expected != NULL && strcmp(expected, text) == 0;
	free(expected);
	if (!equal) {
		file_write(seen, text);
		printf("#   diff -u %s %s\n", golden, seen);
	}
	return equal;
}
