#ifndef TRACE_REPORT_CHART_H
#define TRACE_REPORT_CHART_H

#include "sim/trace/report_page.h"

/** page_chart() - the drawing: a lane a node, a mark an event, and what the colours mean */
void page_chart(const struct page *page);

#endif
