<?php
/* Fills a WordPress with posts, for `bench/day.py --wordpress`.
 *
 *   python bench/day.py --texts texts.json          texts of the portal's archive
 *   php bench/wordpress.php /path/to/wordpress 100000 texts.json
 *
 * The WordPress has its wp-config.php, an empty database in MariaDB and the theme twentytwentyone. Posts get the numbers from 1
 * on, evenly over twelve years, each one of six categories (2 to 7), two of 400 tags and ten comments, all by SQL. Plain
 * addresses. A must-use plugin lets many comments come from one address, and counts reads as plugins for that do.
 */
[, $folder, $posts, $file] = $argv;
$posts = (int) $posts;
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require "$folder/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Kurier', 'admin', 'redakcja@example.com', true, '', wp_generate_password());
switch_theme('twentytwentyone');
foreach (['comment_previously_approved' => 0, 'comment_moderation' => 0, 'posts_per_page' => 20, 'comments_notify' => 0, 'permalink_structure' => ''] as $name => $value) {
    update_option($name, $value);
}
@mkdir(WPMU_PLUGIN_DIR, 0755, true);
file_put_contents(WPMU_PLUGIN_DIR . '/bench.php', <<<'PLUGIN'
<?php
add_filter('wp_is_comment_flood', '__return_false', 100);
add_filter('duplicate_comment_id', '__return_zero');
add_filter('pre_wp_mail', '__return_true');
remove_filter('template_redirect', 'redirect_canonical');
add_action('rest_api_init', function () {
    register_rest_route('bench', '/read/(?P<id>\d+)', [
        'methods' => 'POST', 'permission_callback' => '__return_true',
        'callback' => function ($request) {
            update_post_meta($request['id'], 'reads', 1 + (int) get_post_meta($request['id'], 'reads', true));
            return new WP_REST_Response(null, 204);
        },
    ]);
});
PLUGIN);
foreach (['posts', 'postmeta', 'comments', 'term_relationships'] as $table) {
    $wpdb->query("TRUNCATE {$wpdb->$table}");
}
foreach (['Samorząd', 'Na sygnale', 'Praca', 'Zdrowie', 'Kultura', 'Sport'] as $name) {
    wp_insert_term($name, 'category');
}
for ($n = 0; $n < 400; $n++) {
    wp_insert_term("temat $n", 'post_tag');
}
$texts = json_decode(file_get_contents($file), true);
$wpdb->query('DROP TABLE IF EXISTS bench_text');
$wpdb->query('CREATE TABLE bench_text (id int PRIMARY KEY, title text, lead text, body mediumtext) CHARACTER SET utf8mb4');
foreach ($texts as $n => $text) {
    $wpdb->insert('bench_text', ['id' => $n] + $text);
}
$kinds = count($texts);
$step = intdiv(12 * 365 * 24 * 3600, $posts);
$at = "NOW() - INTERVAL ($posts - s.seq) * $step SECOND";
$run = function ($sql) use ($wpdb) {
    if ($wpdb->query($sql) === false) {
        exit("$wpdb->last_error\n");
    }
};
$run("INSERT INTO $wpdb->posts (ID, post_author, post_date, post_date_gmt, post_modified, post_modified_gmt, post_title, post_name, post_excerpt,
      post_content, post_status, comment_status, ping_status, post_type, to_ping, pinged, post_content_filtered, comment_count, guid)
      SELECT s.seq, 1, $at, $at, $at, $at, t.title, CONCAT('tekst-', s.seq), t.lead, t.body, 'publish', 'open', 'closed', 'post', '', '', '', 10, CONCAT('http://127.0.0.1/?p=', s.seq)
      FROM seq_1_to_$posts s JOIN bench_text t ON t.id = s.seq % $kinds");
$run("INSERT INTO $wpdb->term_relationships (object_id, term_taxonomy_id) SELECT seq, 2 + seq % 6 FROM seq_1_to_$posts");
foreach ([7, 11] as $prime) {
    $run("INSERT IGNORE INTO $wpdb->term_relationships (object_id, term_taxonomy_id) SELECT seq, 8 + (seq * $prime) % 400 FROM seq_1_to_$posts");
}
$run("INSERT INTO $wpdb->comments (comment_post_ID, comment_author, comment_author_email, comment_date, comment_date_gmt, comment_content, comment_approved, comment_type)
      SELECT s.seq, CONCAT('Nick', k.seq), 'a@example.com', $at, $at, t.lead, '1', 'comment' FROM seq_1_to_$posts s JOIN seq_0_to_9 k JOIN bench_text t ON t.id = (s.seq * 13 + k.seq) % $kinds");
$run("UPDATE $wpdb->term_taxonomy x SET count = (SELECT count(*) FROM $wpdb->term_relationships r WHERE r.term_taxonomy_id = x.term_taxonomy_id)");
$run("ANALYZE TABLE $wpdb->posts, $wpdb->comments, $wpdb->term_relationships");
echo $wpdb->get_var("SELECT count(*) FROM $wpdb->posts"), ' posts, ', $wpdb->get_var("SELECT count(*) FROM $wpdb->comments"), " comments\n";
