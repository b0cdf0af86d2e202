/* The daemon's side of taking words out of files. What a child sends is read anew before it is believed.
 * Holds no reader of any format. */
#include "helper/page_text.h"

#include "base/clock.h"
#include "helper_inner.h"
#include "helper_work.h"
#include "text/normalize.h"

#include <string.h>
#include <unistd.h>

/* Whether there is nothing in it that text_normalize() would have taken out. */
static bool page_text_is_sound(const struct page_text *text, struct arena *arena)
{
    const char *again;
    size_t pages = 1;
    if (strlen(text->text) != text->length || !text_is_utf8(text->text, text->length))
        return false;
    char *copy = arena_alloc(arena, text->length + 1);
    if (!copy)
        return false;
    memcpy(copy, text->text, text->length + 1);
    /* A form feed is no text; where it stands a newline may. */
    for (char *p = copy; (p = strchr(p, '\f')); pages++)
        *p = '\n';
    return pages <= PAGE_TEXT_PAGES_MAX && (!text->pages || pages == text->pages) &&
           !text_normalize(copy, text->length, TEXT_BLOCK, arena, &again, NULL) && strcmp(again, copy) == 0;
}

enum err take_page_text(struct work *work, const struct frame *frame)
{
    struct text_head head;
    struct page_text *text = work->text;
    if (!text || frame->size < sizeof head || frame->size > sizeof head + PAGE_TEXT_MAX)
        return ERR_INPUT;
    char *bytes = arena_alloc(work->arena, (size_t)frame->size + 1);
    if (!bytes)
        return ERR_MEMORY;
    if (!helper_call_receive(&work->call, bytes, frame->size))
        return ERR_INPUT;
    bytes[frame->size] = '\0';
    memcpy(&head, bytes, sizeof head);
    *text = (struct page_text){
        .fault = head.fault < PAGE_TEXT_FAULTS ? (enum page_text_fault)head.fault : PAGE_TEXT_DAMAGED,
        .text = bytes + sizeof head,
        .length = frame->size - sizeof head,
        .pages = head.pages,
        .is_cut = head.is_cut != 0,
    };
    if (text->fault)
        return ERR_OK;
    bool is_sound = page_text_is_sound(text, work->arena);
    return arena_failed(work->arena) ? ERR_MEMORY : is_sound ? ERR_OK : ERR_INPUT;
}

enum err helper_page_text(struct helper *helper, enum page_text_kind kind, const void *bytes, size_t size,
                          const atomic_bool *stopping, struct arena *arena, struct page_text *ret_text)
{
    struct page_text text = {.fault = PAGE_TEXT_FAULTS};
    struct work work = {.arena = arena, .text = &text, .call.stopping = stopping};
    const struct order order = {.task = kind == PAGE_TEXT_PDF ? TASK_PDF_TEXT : TASK_DOCX_TEXT,
                                .niceness = 19};
    if (size > PAGE_TEXT_FILE_MAX || (kind == PAGE_TEXT_DOCX && size > DOCX_FILE_MAX)) {
        *ret_text = (struct page_text){.fault = PAGE_TEXT_LARGE};
        return ERR_OK;
    }
    *ret_text = (struct page_text){.is_late = false};
    if (!helper)
        return ERR_UNAVAILABLE;
    int64_t from_us = clock_elapsed_us();
    enum err err = helper_attempt(helper, &order, bytes, size, &work);
    helper_count(helper, HELPER_INSPECT, from_us, err);
    /* One that kills its reader is damaged, whatever else it is. */
    if (err == ERR_INPUT || err == ERR_TOO_LARGE || (!err && text.fault == PAGE_TEXT_FAULTS)) {
        text = (struct page_text){.fault = err == ERR_TOO_LARGE ? PAGE_TEXT_LARGE : PAGE_TEXT_DAMAGED};
        err = ERR_OK;
    }
    if (err)
        text = (struct page_text){.is_late = work.is_stopped};
    *ret_text = text;
    return err;
}

const char *pdf_reader_path(const char *setting)
{
    static const char known[] = "/usr/bin/pdftotext";
    if (strcmp(setting, "none") == 0)
        return NULL;
    const char *path = strcmp(setting, "auto") == 0 ? known : setting;
    return access(path, X_OK) == 0 ? path : NULL;
}
