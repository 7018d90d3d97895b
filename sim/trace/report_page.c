#include "sim/trace/report_page.h"

#include "support/utf8.h"

#include <string.h>

void page_text(const struct page *page, const char *text)
{
	FILE *out = page->out;

	while (*text != '\0') {
		size_t n = utf8_next(text);
		unsigned char c = (unsigned char)text[0];

		if (n == 0 || (n == 1 && (c < 0x20 || c == 0x7f)) ||
		    (n == 2 && c == 0xc2 && (unsigned char)text[1] < 0xa0))
			fputs("\xef\xbf\xbd", out);
		else if (n == 1 && strchr("<>&\"'", c) != NULL)
			fprintf(out, "&#%u;", (unsigned int)c);
		else
			fwrite(text, 1, n, out);
		text += n > 0 ? n : 1;
	}
}

struct instant page_event_time(const struct trace_event *event)
{
	return event->kind == TRACE_FAULT ? event->cause : event->at;
}
