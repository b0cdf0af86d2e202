/* The forms of RFC 5322, 2045 and 2047 that a letter needs, and no more. */
#include "text/mail_letter.h"

#include "text/date.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

/* 39 bytes become 52 signs, with what stands around them and the name of a field no longer than the 76 that a
 * line may have; 57 become a line of 76. */
enum { WORD_BYTES = 39, LINE_BYTES = 57, CODED_SIZE = 80 };

static void letter_coded(struct buf *out, const char *bytes, size_t size)
{
    char coded[CODED_SIZE];
    sodium_bin2base64(coded, sizeof coded, (const unsigned char *)bytes, size,
                      sodium_base64_VARIANT_ORIGINAL);
    buf_text(out, coded);
}

/* Whether a byte goes on with the character before it (UTF-8). */
static bool is_continued(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Encoded words on lines of their own; no character is divided between two. */
static void letter_words(struct buf *out, const char *text)
{
    size_t left = strlen(text);
    for (bool is_first = true; left; is_first = false) {
        size_t size = left < WORD_BYTES ? left : WORD_BYTES;
        while (size < left && size > 1 && is_continued(text[size]))
            size--;
        buf_text(out, is_first ? "=?UTF-8?B?" : "\n =?UTF-8?B?");
        letter_coded(out, text, size);
        buf_text(out, "?=");
        text += size;
        left -= size;
    }
}

static void letter_body(struct buf *out, const char *text)
{
    for (size_t left = strlen(text), size; left; left -= size, text += size) {
        size = left < LINE_BYTES ? left : LINE_BYTES;
        letter_coded(out, text, size);
        buf_text(out, "\n");
    }
}

static const char letter_part_text[] =
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n",
                  letter_part_html[] =
                      "Content-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n",
                  /* No line of base64 begins so. */
    letter_border[] = "=_congd";

/* The same twice, what can be shown best last (RFC 2046 section 5.1.4). */
static void letter_both(struct buf *out, const struct mail_letter *letter)
{
    buf_printf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\n\n--%s\n%s", letter_border,
               letter_border, letter_part_text);
    letter_body(out, letter->text);
    buf_printf(out, "--%s\n%s", letter_border, letter_part_html);
    letter_body(out, letter->html);
    buf_printf(out, "--%s--\n", letter_border);
}

void mail_letter_write(const struct mail_letter *letter, struct buf *out)
{
    char date[DATE_TEXT_SIZE];
    buf_text(out, "From: ");
    letter_words(out, letter->from_name);
    buf_printf(out, *letter->from_name ? "\n <%s>\n" : "%s\n", letter->from);
    buf_printf(out, "To: %s\nSubject: ", letter->to);
    letter_words(out, letter->subject);
    buf_printf(out, "\nDate: %s\nMessage-ID: <%s%s>\n", date_rfc5322(letter->date_ms, date), letter->id,
               strchr(letter->from, '@'));
    buf_text(out, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n");
    if (letter->unsubscribe)
        buf_printf(out, "List-Unsubscribe: <%s>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
                   letter->unsubscribe);
    if (letter->html) {
        letter_both(out, letter);
        return;
    }
    buf_text(out, letter_part_text);
    letter_body(out, letter->text);
}
