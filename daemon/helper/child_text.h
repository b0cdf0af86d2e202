/* The two kinds of child that take the words of a file: of a PDF before it confines itself, for another
 * program has to be run, and both behind that. Private to this floor; what cannot be done ends the child
 * (give_up()). */
#ifndef HELPER_CHILD_TEXT_H
#define HELPER_CHILD_TEXT_H

#include "bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* What the program made of the PDF at descriptor `input`, mapped until the child ends. */
struct pdf_raw {
    struct span text;
    uint32_t fault; /* an enum page_text_fault */
    bool is_cut;    /* a limit ended the program; what it had written is there */
};

/* Runs `program` (NULL: there is none) on the PDF. */
struct pdf_raw child_pdf_read(const char *program, int input, int niceness);

/* Answers with the pages of that. */
void child_pdf_text(const struct pdf_raw *raw);

/* Answers with the words of a Word file. */
void child_docx_text(struct span file);

#endif
