/* One frame as the whole answer of another machine. Private to this floor. */
#ifndef HELPER_PROBE_ANSWER_H
#define HELPER_PROBE_ANSWER_H

#include "helper_call.h"

/* What came of an order about `from`. Errors are the machine's, not those of the other side. */
enum err probe_take_answer(struct helper_call *call, const struct fetch_url *from, struct probed *probed);

#endif
