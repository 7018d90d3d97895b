#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Replays every file of CORPUS/<target>/ through its target; a sanitizer's complaint ends the
 * program. Prints TAP. */

static struct fuzz_target *targets;

void fuzz_register(struct fuzz_target *target)
{
	target->next = targets;
	targets = target;
}

static bool replay_file(const struct fuzz_target *target, const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long n;
	bool done = false;

	if (file == NULL)
		return false;
	if (fseek(file, 0, SEEK_END) == 0 && (n = ftell(file)) >= 0 &&
	    fseek(file, 0, SEEK_SET) == 0) {
		/* Exactly n octets, so that reading one too many is seen. */
		data = malloc((size_t)n + (n == 0));
		if (data != NULL && fread(data, 1, (size_t)n, file) == (size_t)n) {
			target->run(data, (size_t)n);
			done = true;
		}
	}
	free(data);
	fclose(file);
	return done;
}

static int replay_folder(const struct fuzz_target *target, const char *corpus)
{
	char path[4096];
	struct dirent *entry;
	int n = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/%s", corpus, target->name);
	folder = opendir(path);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/%s", corpus, target->name, entry->d_name);
		if (!replay_file(target, path)) {
			printf("not ok - corpus %s: cannot read %s\n", target->name, path);
			exit(EXIT_FAILURE);
		}
		n++;
	}
	if (folder != NULL)
		closedir(folder);
	return n;
}

int main(int argc, char **argv)
{
	bool good = targets != NULL && argc == 2;

	for (const struct fuzz_target *t = targets; good && t != NULL; t = t->next) {
		int n = replay_folder(t, argv[1]);

		printf("%s - corpus %s: %d inputs replayed\n", n > 0 ? "ok" : "not ok", t->name, n);
		fflush(stdout);
		good = n > 0;
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
