/* Templates: a strict subset of Mustache over the same JSON that the API sends.
 *
 * There are variables {{name}}, sections {{#name}} {{/name}}, inverted sections {{^name}}, partials
 * {{> part/name}} and comments {{! … }}. Names are dotted; {{.}} is the item of a list. A variable is
 * escaped wherever it stands. The compiler follows the HTML around the tags and refuses a template in
 * which escaping could not help:
 *   - a variable in an unquoted attribute, a tag or attribute name, an attribute on* or style, a comment,
 *     a script or a style;
 *   - an address attribute (href, src, action …) whose value is not exactly one {{url}} or {{…_url}}, or
 *     fixed text; srcset likewise with …_srcset;
 *   - {{{ }}} but for …_html in text, …_jsonld as the whole content of a script of type
 *     application/ld+json (written so that it cannot end the script), …_css as that of a style;
 *   - a section that ends in another place of the HTML than it began, a partial that is not whole.
 * XML and SVG follow the same rules; *.txt is not escaped, one line a value.
 *
 * False are null, false, "" and []. A name that nothing in the view has is an error, null shows as
 * nothing. Left out of Mustache on purpose: lambdas, other delimiters, {{&name}}, the indentation of
 * partials, inheritance.
 *
 * Thread: read-only after templates_open(); rendering from any number of threads. */
#ifndef HTML_TEMPLATE_H
#define HTML_TEMPLATE_H

#include "base/asset.h"
#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>

struct templates;
struct template;

/* Compiles every asset below pages/, part/ and staff/. `fault` receives "pages/home.html:12: what is wrong".
 * Errors: INPUT (a template is refused), MEMORY. */
enum err templates_open(const struct assets *assets, struct buf *fault, struct templates **ret_templates);

/* NULL is fine. */
void templates_free(struct templates *templates);
DEFINE_CLEANUP(cleanup_templates_, struct templates *, templates_free)
#define auto_templates CLEANUP(cleanup_templates_)

/* The template of an asset's name, or NULL. Owned by `templates`. */
const struct template *templates_find(const struct templates *templates, const char *name);

/* Appends the view shown through the template. `fault` receives one line when a name is unknown or a value
 * is of a kind that cannot be shown there. Errors: INTERNAL, MEMORY. */
enum err template_render(const struct template *template, const json_t *view, struct buf *out,
                         struct buf *fault);

/* Whether `words` has every word that the templates name as {{t.word}}; `fault` names the first that is
 * missing. Errors: INTERNAL. */
enum err templates_check_words(const struct templates *templates, const json_t *words, struct buf *fault);

#endif
