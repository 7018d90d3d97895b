#include "sim/netns/nft.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

/* nft tells errors as text only: "…: Error: Could not process rule: Operation not supported". */
static int text_errno(const char *text)
{
	static const struct {
		const char *words;
		int error;
	} known[] = {
		{"No such device", -ENODEV},
		{"Interface does not exist", -ENODEV},
		{"Operation not supported", -EOPNOTSUPP},
		{"No such file or directory", -EOPNOTSUPP}, /* a module that is not there */
		{"Operation not permitted", -EPERM},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (text && strstr(text, known[i].words))
			return known[i].error;
	}
	return -EIO;
}

/* Within the namespace: the context opens its netlink socket where it is made. */
static int commands_run(const char *commands, struct instant *cause)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	int error = 0;

	if (!nft)
		return -ENOMEM;
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	if (cause)
		*cause = now_mono();
	if (nft_run_cmd_from_buffer(nft, commands) != 0)
		error = text_errno(nft_ctx_get_error_buffer(nft));
	nft_ctx_free(nft);
	return error;
}

int nft_run(const struct lab *lab, size_t node, const char *commands, struct instant *cause)
{
	int error = lab_enter(lab, node);

	if (error)
		return error;
	error = commands_run(commands, cause);
	lab_leave(lab);
	return error;
}

bool nft_chain_present(const struct lab *lab, size_t node, const char *family, const char *chain)
{
	char command[128];

	snprintf(command, sizeof(command), "list chain %s " NFT_TABLE " %s\n", family, chain);
	return nft_run(lab, node, command, NULL) == 0;
}
