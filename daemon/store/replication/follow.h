/* What follows for this machine from rows that an entry changed: its search index, its sums by category,
 * files that nothing needs any more, the words of documents, words that were taken back. A local write says
 * the same to the same rooms. */
#ifndef STORE_REPLICATION_FOLLOW_H
#define STORE_REPLICATION_FOLLOW_H

#include "change.h"

/* Where media and media_files have the name of a file, and its type (0001-initial.sql, 0008-media.sql). */
enum { MEDIA_NAME = 2, MEDIA_TYPE = 3, MEDIA_FILE_NAME = 0 };

/* An article that an entry changes. */
struct followed_article {
    int64_t id;
    int64_t category_id; /* before; 0 none */
    bool was_there;      /* and its category may have changed */
};

/* A medium that an entry adds. */
struct followed_medium {
    int64_t id;
    const char *type;
};

/* In the arena of the connection. */
struct follow {
    struct followed_article *articles;
    size_t article_count;
    const char **files; /* names that lost a row */
    size_t file_count;
    struct followed_medium *media;
    size_t media_count;
    bool takes_back;
};

/* Before anything is changed, once for each change: the index is told what it holds. */
enum err follow_before(struct conn *conn, struct follow *follow, const struct row_change *change);

/* When all rows are as they shall be. */
enum err follow_after(struct conn *conn, const struct follow *follow);

#endif
