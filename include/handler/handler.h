/* The handlers: what each address does. A handler never sees a socket, HTML or SQL.
 *
 * All have one shape: they read the request, work on the store, and leave a view in the reply. Errors
 * become problem documents or error pages; faults are noted in the reply. Role, method, body limit and
 * parameter names were checked by the route. Thread: one worker each, any number at once. */
#ifndef HANDLER_HANDLER_H
#define HANDLER_HANDLER_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"

#include <stdbool.h>

/* Pages. */
handler page_home_show, page_article_show, page_kind_show, page_category_show, page_tag_show,
    page_register_show, page_register_print, page_register_field, page_document_number, file_register_csv,
    page_search_show, page_stats_show, page_problem_show, page_docs_show, page_docs_group, page_report_show;
handler page_article_print, page_article_code, file_article_copy, page_article_history, page_map_show,
    page_accessibility_show, page_offline_show;
handler page_directory_show, file_card, page_calendar_show, file_calendar, file_calendar_category,
    file_calendar_event, page_procedures_show, page_notices_show, page_library_show;

/* Consultations, and how questions are dealt with; days and terms they are counted by. */
handler page_consultations_show, page_board_show, api_question_board, api_question_terms_show,
    api_question_terms_change, api_working_days_show, api_office_day_add, api_office_day_remove;
handler page_opinion_show, form_opinion_send, api_opinion_create, api_opinion_list, api_opinion_decide;
handler staff_office_days_show, staff_office_days_add, staff_office_day_remove, staff_terms_show,
    staff_terms_send, staff_consultations_show, staff_opinions_show, staff_opinions_file,
    staff_opinion_decide;
/* What citizens ask. */
handler page_questions_show, page_question_ask, form_question_send, page_question_look_up;
handler api_question_form, api_question_create, api_question_list, api_question_show, api_question_act,
    api_question_file;
handler staff_questions_show, staff_question_show, staff_question_assign, staff_question_answer,
    staff_question_refuse, staff_question_forward, staff_question_file;

/* Documents for machines. */
handler feed_site_rss, feed_site_atom, feed_site_json, feed_category_rss, feed_category_atom,
    feed_category_json, feed_tag_rss, feed_tag_atom, feed_tag_json, feed_kind_rss, feed_kind_atom,
    feed_kind_json, feed_field_rss, feed_field_atom, feed_field_json;
handler machine_sitemap_index, machine_sitemap_sections, machine_sitemap_news, machine_sitemap_articles;
handler machine_robots, machine_opensearch, machine_manifest, machine_llms, machine_security,
    machine_acme_challenge;

/* The reader's own display: the private stylesheet, and the form that sets the choice. */
handler file_options_style, form_options_set;

/* What a reader reports of an article. */
handler form_report_send;
handler page_digest_show, page_digest_confirm, page_digest_leave, form_digest_ask, form_digest_confirm,
    form_digest_leave;

/* What readers thought of an article. */
handler page_rating_show, form_rating_send, api_rating_show, api_rating_add, api_stats_ratings;

/* Which version a code is of, and its seal. */
handler page_seal_show, form_seal_send, machine_keys, api_article_verification, api_verify, api_key_rotate;

/* Files: the interface's own, and media. */
handler file_asset, file_icon, file_media, file_media_lasting, file_stats_csv, file_offline_worker;

/* Whether the process lives; whether it can answer. */
handler service_health, service_ready, service_metrics;

/* The API. */
handler api_root_show, api_me_show, api_openapi_show;
handler api_document_list, api_article_list, api_article_create, api_article_show, api_article_replace,
    api_article_change, api_article_delete;
handler api_article_restore, api_article_publish, api_article_withdraw, api_article_stats,
    api_article_preview, api_body_clean, api_article_check, api_article_check_sent;
handler api_working_copy_list, api_working_copy_create, api_working_copy_show, api_working_copy_replace,
    api_working_copy_remove, api_working_copy_of, api_working_copy_keep, api_working_copy_drop;
handler api_preview_link_list, api_preview_link_create, api_preview_link_remove, page_preview_show,
    file_preview_media;
handler api_presence_show, api_presence_note, api_presence_leave;
handler api_review_list, api_article_review, api_article_send_back;
handler api_comment_list, api_comment_create, api_comment_remove;
handler api_revision_list, api_revision_show, api_revision_revert, api_revision_redact;
handler api_report_list, api_report_remove;
handler api_address_list, api_address_add, api_address_remove;
handler api_erasure_list, api_erasure_create, api_erasure_show;
handler api_article_erase, api_redaction_list, api_redaction_show;
handler api_import, api_document_preview, api_export;
handler api_suggest, api_miss_list;
handler api_abbreviation_list, api_abbreviation_show, api_abbreviation_create, api_abbreviation_change,
    api_abbreviation_remove;
handler api_category_list, api_category_show, api_category_create, api_category_change, api_category_remove,
    api_category_merge;
handler api_tag_list, api_tag_show, api_tag_create, api_tag_change, api_tag_remove, api_tag_merge;
handler api_box_list, api_box_show, api_box_create, api_box_change, api_box_remove;
handler api_site_show, api_site_change, api_site_preview;
handler api_site_revision_list, api_site_revision_show, api_site_revert;
handler api_alert_show, api_alert_replace, api_alert_remove, api_alert_history;
handler api_home_show, api_home_replace, api_home_change, api_home_preview;
handler api_home_revision_list, api_home_revision_show, api_home_revert;
handler api_media_check;
handler api_backup_list, api_backup_create, api_backup_forget, api_backup_verify, api_backup_archive;
handler api_desk_show, api_trash_list, api_condition_show, api_stats_articles, api_stats_categories,
    api_stats_authors;
handler api_media_list, api_media_show, api_media_create, api_media_change, api_media_remove;
handler api_media_uses, api_media_replace, api_media_change_many;
handler api_account_list, api_account_create, api_account_show, api_account_change;
handler api_account_first, api_account_session_list, api_account_sessions_end, api_account_session_end,
    api_account_totp_remove, api_account_link, api_account_enter;
handler api_token_list, api_token_create, api_token_rotate, api_token_remove;
handler api_webhook_list, api_webhook_show, api_webhook_create, api_webhook_change, api_webhook_remove,
    api_webhook_test, api_webhook_deliveries, api_webhook_again;
handler api_stats_show, api_stats_daily, api_stats_bring, api_stats_machines, api_ledger_list, api_ledger_add,
    api_audit_list, api_doctor_run, api_audit_verify, api_link_list_dead;
handler api_change_list, api_event_list, api_snapshot;

/* Pages of the staff (handler/staff/). */
handler staff_sign_in_show, staff_sign_in_send, staff_sign_out_send;
handler staff_looked_show, staff_review_list, staff_review_show, staff_review_approve, staff_review_send_back,
    staff_review_comment;
handler staff_article_list, staff_bulk_show, staff_bulk_send;
handler staff_clean_send, staff_picture_send;
handler staff_docx_show, staff_docx_create, staff_write_new, staff_write_create, staff_write_show,
    staff_write_save, staff_write_keep, staff_write_keep_new, staff_write_drop, staff_write_drop_new;
handler staff_share_show, staff_share_make, staff_share_end;
handler staff_preview_show, staff_preview_new, staff_compare_show, staff_compare_send, staff_state_show,
    staff_state_send, staff_publish_show, staff_publish_send;
handler api_thing_history, api_thing_state, api_box_preview, api_category_preview, api_tag_preview;
handler staff_webhooks_show, staff_webhooks_make, staff_webhook_show, staff_webhook_change, staff_webhook_try,
    staff_webhook_again, staff_webhook_remove;
handler staff_tokens_show, staff_tokens_make, staff_token_rotate, staff_token_revoke, staff_taken_show,
    staff_take_back_show, staff_take_back_send;
handler staff_desk_show;
handler staff_album_show, staff_album_send, staff_calendar_show, staff_week_show, staff_week_send,
    staff_register_show, staff_register_send;
handler staff_media_list, staff_media_take, staff_media_show, staff_media_send, staff_media_replace,
    staff_describe_show, staff_describe_send;
handler staff_portal_show, staff_standing_list, staff_identity_show, staff_identity_send, staff_menu_show,
    staff_menu_send, staff_home_show, staff_home_send, staff_alert_show, staff_alert_send;
handler staff_box_list, staff_box_show, staff_box_send, staff_box_order, staff_category_list,
    staff_category_show, staff_category_send, staff_category_order;
handler staff_tag_list, staff_tag_show, staff_tag_send, staff_abbreviation_list, staff_abbreviation_show,
    staff_abbreviation_send;
handler staff_figures_show, staff_authors_show, staff_figures_file, staff_audit_show, staff_audit_file;
handler staff_trash_show, staff_trash_restore, staff_trash_purge_show, staff_trash_purge;
handler staff_backups_show, staff_backups_make, staff_backups_verify, staff_backups_download;
handler staff_check_show, staff_check_mend, staff_links_show, staff_reports_show, staff_reports_end;
handler staff_first_show, staff_first_send, staff_reset_show, staff_reset_send, staff_enter_show,
    staff_enter_send;
handler api_mail_test;
handler staff_me_show, staff_me_mail, staff_me_end, staff_password_show, staff_password_send;
handler staff_totp_show, staff_totp_begin, staff_totp_confirm, staff_totp_end;
handler staff_codes_show, staff_codes_send, staff_codes_end;
handler staff_kept_show, staff_kept_remove;
handler staff_people_show, staff_people_add, staff_person_show, staff_person_change, staff_person_link,
    staff_person_end, staff_person_totp;

/* At a staff page's admission, before its body: makes the account of the session's cookie the actor. Errors:
 * UNAUTHORIZED (nobody is signed in), FORBIDDEN (`needed` is more than the account's role, or the page was
 * asked for without encryption), with details in `reply`; what an idle session sends is let through, for
 * staff_enter().
 */
enum err staff_admit(struct app *app, struct request *request, struct reply *reply, enum role needed);

/* Before a staff page's own handler, when the body is whole: reads a form into `ret_form`, which the caller
 * releases, and refuses what does not come from a page of this session. *ret_done: the reply is made, and the
 * handler is not to run. Errors: those of submission_read(), FORM_STALE … */
enum err staff_enter(struct app *app, struct request *request, struct reply *reply,
                     struct submission *ret_form, bool *ret_done);

/* Behind a staff page's own handler, when it succeeded: what was kept for its sender and is done now goes. */
void staff_leave(struct app *app, const struct request *request, const struct reply *reply);

/* Leads who is not signed in to the page where one does, and from there back; false where that is no use. */
bool staff_lead_in(const struct request *request, struct reply *reply);

/* As frame_fill() and error_page_view(), for the staff. */
enum err staff_frame_fill(struct app *app, const struct request *request, struct reply *reply);
enum err staff_error_view(struct app *app, struct request *request, struct reply *reply, enum err err);

/* Before a write's own handler: the kept answer to the same request, if it was made before with the same
 * Idempotency-Key; *ret_replayed says so. Errors: IDEMPOTENCY_MISMATCH, SECRET_SHOWN and
 * ANSWER_GONE (the work was done, its answer is not told again), BAD_REQUEST, the store's. */
enum err replay(struct app *app, const struct request *request, struct reply *reply, bool *ret_replayed);

/* Where an address of the former portal leads now, in reply->location. Errors: NOT_FOUND (it is none, or
 * leads to what the public does not see), GONE (that is gone for good, or was taken down), the store's. */
enum err former_address(struct app *app, const struct request *request, struct reply *reply);

/* Fills the frame that every page has around its own view: words, site, navigation, boxes, statistics,
 * addresses. Called after the page's handler, when its view has been counted. */
enum err frame_fill(struct app *app, const struct request *request, struct reply *reply);

/* The view of an error page, for `frame_fill` to complete. */
enum err error_page_view(struct app *app, struct request *request, struct reply *reply, enum err err);

#endif
