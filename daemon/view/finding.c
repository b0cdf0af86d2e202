/* Findings as they are noted and said. Looks at no article. */
#include "view/finding.h"

static const struct {
    const char *code;
    enum finding_severity severity;
    struct {
        const char *text, *remedy, *passed;
    } words[LANG_COUNT];
} rows[FINDING_COUNT] = {
#define FINDING(name, code, severity, vi, remedy, en, remedy_en, passed, passed_en) \
    {code, FINDING_##severity, {{vi, remedy, passed}, {en, remedy_en, passed_en}}},
#include "view/finding.def"
#undef FINDING
};

void findings_add(struct findings *findings, enum finding_code code, const struct finding_place *place,
                  const struct message_args *args)
{
    if (!findings->items)
        findings->items = arena_zero(findings->arena, FINDINGS_MOST, sizeof *findings->items);
    if (findings->counts[code]++ >= FINDINGS_OF_ONE_MOST || findings->count == FINDINGS_MOST ||
        !findings->items)
        return;
    findings->items[findings->count++] = (struct finding){
        .code = code,
        .place = *place,
        .text = message_fill(findings->arena, rows[code].words[findings->lang].text, args),
        .remedy = rows[code].words[findings->lang].remedy,
    };
}

void findings_add_personal(struct findings *findings, enum personal kind, const struct finding_place *place)
{
    size_t before = findings->count;
    findings_add(findings, FINDING_PERSONAL, place, MESSAGE_ARGS(personal_sentence(kind, findings->lang)));
    if (findings->count > before)
        findings->items[before].rule = personal_code(kind);
}

static void view_found(struct view view, const struct finding *finding)
{
    static const char *const severities[] = {"advice", "warning", "reason"};
    enum finding_severity severity = rows[finding->code].severity;
    view_text(view, "code", rows[finding->code].code);
    view_text(view, "rule", finding->rule);
    view_text(view, "severity", severities[severity]);
    view_text(view, "pointer", finding->place.pointer);
    view_text(view, "heading", finding->place.heading);
    view_text(view, "words", finding->place.words);
    view_text(view, "text", finding->text);
    view_text(view, "remedy", finding->remedy);
}

/* Those of one row. */
static void view_findings_of(struct view list, const struct findings *findings, enum finding_code code)
{
    for (size_t i = 0; findings->counts[code] && i < findings->count; i++)
        if (findings->items[i].code == code)
            view_found(view_append(list), &findings->items[i]);
}

void view_findings(struct view view, const struct findings *findings)
{
    size_t all = 0;
    struct view list = view_list(view, "findings");
    for (int severity = FINDING_REASON; severity >= FINDING_ADVICE; severity--)
        for (enum finding_code code = 0; code < FINDING_COUNT; code++)
            if ((int)rows[code].severity == severity)
                view_findings_of(list, findings, code);
    struct view passed = view_list(view, "passed");
    for (enum finding_code code = 0; code < FINDING_COUNT; code++) {
        all += findings->counts[code];
        if (findings->counts[code])
            continue;
        struct view row = view_append(passed);
        view_text(row, "code", rows[code].code);
        view_text(row, "text", rows[code].words[findings->lang].passed);
    }
    view_integer(view, "unnamed", (int64_t)(all - findings->count));
    view_flag(view, "needs_reason", findings->counts[FINDING_PERSONAL] > 0);
}
