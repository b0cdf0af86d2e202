/* What people look for and find: numbers of documents however they are typed, questions in whole sentences,
 * and what is suggested for slips. Texts and queries were written for this test. */
#include "search_fixture.h"

/* A query and the slug of the article it is meant for. */
struct labelled {
    const char *query, *slug;
};

static void add_texts(struct fixture *f, const char *const texts[][3], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct article article = article_of(texts[i][0], texts[i][1], texts[i][2]);
        add_article(f, &article);
    }
}

/* The place of the article among the first ten, from 1; 0 when it is not there. */
static size_t rank_of(struct fixture *f, const struct labelled *labelled)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    struct search_result result = find(f, arena, normal(labelled->query, arena), SEARCH_BY_RELEVANCE);
    for (size_t i = 0; i < result.count; i++)
        if (strcmp(result.hits[i].article.slug, labelled->slug) == 0)
            return i + 1;
    return 0;
}

static const char *const documents[][3] = {
    {"nghi-dinh-cong-tac-van-thu", "Nghị định số 30/2020/NĐ-CP về công tác văn thư",
     "Quy định thể thức văn bản."},
    {"nghi-dinh-xu-phat", "Quy định mới về xử phạt hành chính",
     "Căn cứ Nghị định 123/2023/NĐ-CP ngày 5/9/2023."},
    {"quyet-dinh-45", "Quyết định 45/QĐ-UBND về kế hoạch sử dụng đất",
     "Kế hoạch sử dụng đất năm 2024 của xã."},
    {"quyet-dinh-145", "Quyết định 145/QĐ-UBND về giao chỉ tiêu", "Giao chỉ tiêu thu ngân sách."},
    {"quyet-dinh-1045", "Quyết định 1045/QĐ-UBND kiện toàn ban chỉ đạo", "Ban chỉ đạo gồm các thành viên."},
    {"thong-tu-02", "Thông tư 02/2017/TT-BNV hướng dẫn mức lương cơ sở", "Mức lương cơ sở của cán bộ xã."},
    {"ke-hoach-120", "Kế hoạch 120-KH/HU của Huyện ủy", "Học tập nghị quyết."},
    {"cong-van-881", "Trả lời kiến nghị cử tri", "Theo công văn số 881/UBND-VP của văn phòng."},
    {"luat-dat-dai", "Luật Đất đai số 31/2024/QH15 có gì mới", "Nhiều quy định mới về thu hồi đất."},
    {"nghi-quyet-07", "Nghị quyết 07/2022/NQ-HĐND về mức thu phí", "Mức thu phí vệ sinh môi trường."},
    {"chi-thi-16", "Thực hiện Chỉ thị 16/CT-TTg", "Giãn cách xã hội trên địa bàn."},
    {"thong-bao-15", "Thông báo 15/TB-UBND lịch tiếp công dân", "Lịch tiếp công dân hằng tháng."},
};

/* The forms in which people type a number: as it is, without marks, small, with spaces or nothing where signs
 * are, without its leading zero, or only as far as they remember it. */
static const struct labelled numbers[] = {
    {"30/2020/NĐ-CP", "nghi-dinh-cong-tac-van-thu"},
    {"nghị định 30/2020/nđ-cp", "nghi-dinh-cong-tac-van-thu"},
    {"nghi dinh 30/2020/nd-cp", "nghi-dinh-cong-tac-van-thu"},
    {"30/2020/ND-CP", "nghi-dinh-cong-tac-van-thu"},
    {"30/2020", "nghi-dinh-cong-tac-van-thu"},
    {"123/2023/NĐ-CP", "nghi-dinh-xu-phat"},
    {"123/2023/nd-cp", "nghi-dinh-xu-phat"},
    {"123 / 2023 / NĐ - CP", "nghi-dinh-xu-phat"},
    {"123/2023/NĐ–CP", "nghi-dinh-xu-phat"},
    {"123 2023 NĐ CP", "nghi-dinh-xu-phat"},
    {"123-2023-ND-CP", "nghi-dinh-xu-phat"},
    {"nd 123/2023", "nghi-dinh-xu-phat"},
    {"45/QĐ-UBND", "quyet-dinh-45"},
    {"45/QD-UBND", "quyet-dinh-45"},
    {"45/qđ-ubnd", "quyet-dinh-45"},
    {"qđ 45/qđ-ubnd", "quyet-dinh-45"},
    {"số 45/QĐ-UBND", "quyet-dinh-45"},
    {"45 QĐ UBND", "quyet-dinh-45"},
    {"45 qd ubnd", "quyet-dinh-45"},
    {"45QĐ-UBND", "quyet-dinh-45"},
    {"quyết định 45", "quyet-dinh-45"},
    {"quyet dinh so 145/qd-ubnd", "quyet-dinh-145"},
    {"1045/QĐ-UBND", "quyet-dinh-1045"},
    {"1045 qd-ubnd", "quyet-dinh-1045"},
    {"02/2017/TT-BNV", "thong-tu-02"},
    {"2/2017/TT-BNV", "thong-tu-02"},
    {"thông tư 2/2017/tt-bnv", "thong-tu-02"},
    {"02 2017 tt bnv", "thong-tu-02"},
    {"120-KH/HU", "ke-hoach-120"},
    {"120 kh/hu", "ke-hoach-120"},
    {"120/KH-HU", "ke-hoach-120"},
    {"881/UBND-VP", "cong-van-881"},
    {"881 ubnd vp", "cong-van-881"},
    {"31/2024/QH15", "luat-dat-dai"},
    {"luat 31/2024/qh15", "luat-dat-dai"},
    {"31 2024 qh15", "luat-dat-dai"},
    {"07/2022/NQ-HĐND", "nghi-quyet-07"},
    {"7/2022/nq-hdnd", "nghi-quyet-07"},
    {"07/2022/NQ HĐND", "nghi-quyet-07"},
    {"16/CT-TTg", "chi-thi-16"},
    {"16/ct-ttg", "chi-thi-16"},
    {"16 ct ttg", "chi-thi-16"},
    {"15/TB-UBND", "thong-bao-15"},
    {"15 TB-UBND", "thong-bao-15"},
};

static void numbers_of_documents_are_found_however_they_are_typed(void **state)
{
    struct fixture *f = *state;
    add_many(f);
    add_texts(f, documents, sizeof documents / sizeof *documents);
    size_t missed = 0, first = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t rank = rank_of(f, &numbers[i]);
        if (rank != 1)
            print_message("rank %zu: %s\n", rank, numbers[i].query);
        missed += rank == 0;
        first += rank == 1;
    }
    assert_int_equal(first, sizeof numbers / sizeof *numbers);
    assert_int_equal(missed, 0);
}

/* Of what is suggested; NULL for nothing. */
static void assert_suggests(struct fixture *f, const char *query, const char *suggestion)
{
    auto_arena struct arena *arena = arena_new(64 << 20);
    const char *found = find(f, arena, normal(query, arena), SEARCH_BY_RELEVANCE).suggestion;
    if (suggestion && found)
        assert_string_equal(found, suggestion);
    else
        assert_true(!suggestion && !found);
}

static void wrong_marks_on_right_letters_are_a_slip(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[][3] = {
        {"mot", "Ca sĩ Mỹ Linh biểu diễn tại nhà văn hóa", "Buổi diễn kéo dài hai giờ."},
        {"hai", "Hồ thủy điện xả lũ trong đêm", "Nước dâng nhanh."},
        {"ba", "TP.HCM sẽ ban hành tiêu chí đô thị", "Các tiêu chí gồm nhiều nhóm."},
    };
    add_many(f);
    add_texts(f, texts, sizeof texts / sizeof *texts);
    assert_suggests(f, "ca sĩ mỷ linh", "ca sĩ mỹ linh");
    assert_suggests(f, "thủy điện xả lủ", "thủy điện xả lũ");
    /* What was typed as it stands there, with fewer marks or none, makes sense. */
    assert_suggests(f, "ca sĩ mỹ linh", NULL);
    assert_suggests(f, "ca si mỹ linh", NULL);
    assert_suggests(f, "ca si my linh", NULL);
    /* A slip beside an abbreviation, too. */
    assert_suggests(f, "tp hcm se ban hnah", "tp hcm se ban hành");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(numbers_of_documents_are_found_however_they_are_typed),
        store_test(wrong_marks_on_right_letters_are_a_slip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
