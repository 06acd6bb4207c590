/**
 * What WordPress itself says is there, read past the REST API with WordPress's own functions: every post of every status,
 * with the words a reader of it would see. Knows nothing of how the program reads a site.
 */
import { z } from 'zod'
import type { RealWordpress } from './real-wordpress.ts'

const utc = z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`))

const postSchema = z.object({
  id: z.number(),
  type: z.string(),
  status: z.string(),
  isProtected: z.boolean(),
  title: z.string(),
  url: z.string(),
  publishedAt: utc,
  modifiedAt: utc,
  author: z.string(),
  categories: z.array(z.string()),
  tags: z.array(z.string()),
  /** Its author's text without markup, shortcodes and what dynamic blocks would add. */
  text: z.string(),
})

export type TruePost = z.infer<typeof postSchema>

const PHP = `
  $plain = function ( $html ) {
    $spaced = preg_replace( '~<(?=/?(?:p|div|li|t[dhr]|h[1-6]|br|d[dt]|figcaption|cite|pre)\\b)~i', ' <', $html );
    $text = html_entity_decode( wp_strip_all_tags( $spaced ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
    return trim( preg_replace( '~\\s+~u', ' ', $text ) );
  };
  $names = function ( $id, $taxonomy ) use ( $plain ) {
    return array_map( function ( $term ) use ( $plain ) { return $plain( $term->name ); }, wp_get_object_terms( $id, $taxonomy ) );
  };
  $unread = array( '~<(script|style|template|noscript)\\b.*?</\\1>~is', '~<!--.*?-->~s', '~<[^>]*display:\\s*none[^>]*>[^<]*~i' );
  $query = array( 'post_type' => array( 'post', 'page' ), 'post_status' => array_keys( get_post_stati() ),
    'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC' );
  return array_map( function ( $post ) use ( $plain, $names, $unread ) {
    return array(
      'id' => $post->ID,
      'type' => $post->post_type,
      'status' => $post->post_status,
      'isProtected' => $post->post_password !== '',
      'title' => $plain( get_the_title( $post ) ),
      'url' => get_permalink( $post ),
      'publishedAt' => $post->post_date_gmt,
      'modifiedAt' => $post->post_modified_gmt,
      'author' => get_the_author_meta( 'display_name', $post->post_author ),
      'categories' => $post->post_type === 'post' ? $names( $post->ID, 'category' ) : array(),
      'tags' => $post->post_type === 'post' ? $names( $post->ID, 'post_tag' ) : array(),
      'text' => $plain( wptexturize( strip_shortcodes( preg_replace( $unread, ' ', $post->post_content ) ) ) ),
    );
  }, get_posts( $query ) );
`

/** Every post and page, whatever its status, in the order of their ids. */
export async function askWordpress({ wp }: Pick<RealWordpress, 'wp'>): Promise<TruePost[]> {
  return z.array(postSchema).parse(await wp('eval', PHP))
}

export function isListed(post: TruePost): boolean {
  return post.status === 'publish'
}

/** What everybody may read. */
export function isPublic(post: TruePost): boolean {
  return isListed(post) && !post.isProtected
}

/** Lower case, without the invisible characters that stand inside words. */
export function wordsOf(text: string): string[] {
  const visible = text
    .normalize('NFC')
    .replace(/[\u00ad\u200b]/g, '')
    .toLowerCase()
  return [...new Set(visible.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== ''))]
}
