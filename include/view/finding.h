/* What an article is looked over for before it is published: rows of finding.def, and what was found by
 * them. Thread: one worker. */
#ifndef VIEW_FINDING_H
#define VIEW_FINDING_H

#include "http/message.h"
#include "text/personal.h"
#include "view/view.h"

enum finding_code {
#define FINDING(name, ...) FINDING_##name,
#include "view/finding.def"
#undef FINDING
    FINDING_COUNT
};

/* "advice", "warning", "reason". */
enum finding_severity { FINDING_ADVICE, FINDING_WARNING, FINDING_REASON };

enum { FINDINGS_MOST = 200, FINDINGS_OF_ONE_MOST = 20 /* of one code; those behind are counted */ };

/* Where it is. */
struct finding_place {
    const char *pointer; /* JSON pointer into the article: "/body" */
    const char *heading; /* that the place stands below, or NULL */
    const char *words;   /* the words around, in one line, or NULL */
};

struct finding {
    enum finding_code code;
    const char *rule; /* of PERSONAL: personal_code(); else NULL */
    struct finding_place place;
    const char *text; /* in the reader's language, as is what to do */
    const char *remedy;
};

struct findings {
    struct arena *arena;
    enum lang lang;
    struct finding *items;
    size_t count;
    size_t counts[FINDING_COUNT]; /* all of each, named or not */
};

/* Notes one; `args` fill its sentence and may be NULL. Without memory the arena has failed. */
void findings_add(struct findings *findings, enum finding_code code, const struct finding_place *place,
                  const struct message_args *args);

/* The same for personal data. */
void findings_add_personal(struct findings *findings, enum personal kind, const struct finding_place *place);

/* {"findings": [...], "unnamed": 0, "needs_reason": false, "passed": [{"code", "text"}]}, put into the view;
 * by severity, the gravest first, then in the order of the rows. */
void view_findings(struct view view, const struct findings *findings);

#endif
