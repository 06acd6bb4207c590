/**
 * Names by which themes and plugins mark what is not the author's text. Data only; noise.ts decides. A new name needs a
 * new PIPELINE_VERSION, since it changes what posts are read as.
 */

/** Class names, or ids, that only ever wrap machine-made parts: shares, related posts, listings of other posts, ads. */
export const ALWAYS = words(`
  sharedaddy sd-sharing sd-block addtoany_share_save_container addtoany_content a2a_kit heateor_sss_sharing_container
  heateorSssSharing essb_links swp_social_panel shareaholic-canvas et_social_inline ssba social-share-buttons
  share-buttons social-sharing jetpack-likes-widget-wrapper wp-block-outermost-social-sharing wp-block-social-links
  wp-block-jetpack-sharing-buttons novashare-buttons scriptlesssocialsharing simplesocialbuttons dpsp-networks-btns-wrapper
  jp-relatedposts wp-block-jetpack-related-posts yarpp yarpp-related crp_related rp4wp-related-posts wp_rp_wrap
  related_posts_by_taxonomy
  wp-block-latest-posts wp-block-post-template wp-block-query-no-results wp-block-latest-comments wp-block-archives wp-block-categories wp-block-tag-cloud
  wp-block-rss wp-block-calendar wp-block-search wp-block-loginout wp-block-page-list wp-block-navigation
  wp-block-post-navigation-link wp-block-post-terms wp-block-comments wp-block-post-comments wp-block-post-comments-form
  wp-block-comments-query-loop wp-block-read-more wp-block-post-author wp-block-post-author-biography wp-block-avatar
  wp-block-post-date wp-block-query-pagination wp-block-newspack-blocks-homepage-articles
  widget_recent_entries wp-block-jetpack-subscriptions wp-block-jetpack-contact-form wp-block-jetpack-mailchimp
  wp-block-file__button
  adsbygoogle ad-container ad-wrapper ai-viewport advads-container quads-location google-auto-placed code-block-ad
  post-views entry-views wpp-views post-ratings kk-star-ratings wp-ulike wpulike
  more-link post-edit-link edit-link breadcrumb breadcrumbs rank-math-breadcrumb yoast-breadcrumbs
  ez-toc-container toc_container lwptoc simpletoc wp-block-rank-math-toc-block wp-block-yoast-seo-table-of-contents
  wp-block-table-of-contents wp-block-simpletoc-toc uagb-toc__wrap wp-block-uagb-table-of-contents elementor-widget-table-of-contents
  aioseo-toc rank-math-toc kb-table-of-content-nav gb-toc
  saboxplugin-wrap m-a-box pp-multiple-authors-boxes-wrapper abh_box starbox
  mc4wp-form sib-form mailpoet_form tnp tnp-subscription wpforms-container gform_wrapper wpcf7 nf-form-cont
  frm_forms fluentform forminator-ui ninja-forms-form-wrap hs-form jetpack_subscription_widget
  MathJax MathJax_Display MathJax_Preview MathJax_SVG
`)

/**
 * What membership plugins and paywalls put in place of what only members may read: a notice, a form to log in. The
 * excerpt that some of them leave above it is for everybody.
 */
export const GATES = words(`
  pmpro_content_message wc-memberships-restriction-message wc-memberships-content-restricted-message
  mepr-unauthorized-message mepr_pro_error mepr-login-form-wrap rcp_restricted rcp-woocommerce-no-access
  swpm-post-not-logged-in-msg swpm-post-no-access-msg swpm-post-account-expired-msg swpm-post-older-post-msg
  swpm-more-tag-not-logged-in swpm-more-tag-account-expired-msg swpm-more-tag-restricted-msg
  um-locked-content members-access-error wpmem_restricted_msg wpmem_login wpum-no-access
  leaky_paywall_message_wrap leaky_paywall_message newspack-memberships__gate
  jetpack-subscribe-paywall wp-block-premium-content-logged-out-view
`)

/** Names that mean noise on most sites and the article itself on some: removed unless that would take the text. */
export const GUARDED = words(`
  toc table-of-contents tableofcontents
  related related-posts relatedposts related-articles read-next read-also you-may-also-like recommended-posts
  author-box authorbox author-bio about-author post-author entry-author
  newsletter newsletter-signup newsletter-box subscribe subscribe-box subscription-form optin opt-in email-signup
  share sharing social-share post-share entry-share social-links social-icons
  advertisement advert ads ad banner-ad sponsored
  post-navigation nav-links pagination page-links post-tags entry-meta entry-footer post-meta comments comment-respond
  cookie-notice popup modal sidebar widget
`)

/** Asides that are part of the text: an aside is otherwise a side column. */
export const CALLOUTS = words(`
  note tip warning info notice callout alert important caution hint admonition box wp-block-group wp-block-pullquote
  wp-block-quote footnote sidenote
`)

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}
