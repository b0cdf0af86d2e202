/* The groups of /metrics. Each writes its families to `out`, which may fail; who asked for them all looks. */
#ifndef HANDLER_METRICS_INNER_H
#define HANDLER_METRICS_INNER_H

#include "base/buf.h"
#include "handler/app.h"

/* Of requests: answers by route, connections, the slow pool, the page cache, who was told to wait. */
void metrics_show_requests(struct app *app, struct buf *out);

/* Of what is kept: the writer, files and disks, counting, backups. */
void metrics_show_kept(struct app *app, struct buf *out);

/* Of the process: the helper, certificate, log, memory, descriptors. */
void metrics_show_process(struct app *app, struct buf *out);

/* Nothing keeps the daemon from being sent requests, as far as is known without asking the database. */
bool service_is_ready(const struct app *app);

#endif
