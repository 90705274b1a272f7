"""A shop's blog, pages, sitemaps and feeds."""

from django.urls import path

from apps.storefront.web import blog, feeds, pages, sitemaps

urlpatterns = [
    path("blog", blog.index, name="blog"),
    path("blog/feed.xml", feeds.rss, name="rss"),
    path("blog/tagged/<str:tag>", blog.tagged, name="blog_tag"),
    path("blog/<slug:handle>", blog.post, name="post"),
    path("pages/<slug:handle>", pages.page, name="page"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/<str:kind>-<int:number>.xml", sitemaps.child, name="sitemap_child"),
    path("feeds/google.xml", feeds.google_xml, name="google_xml"),
    path("feeds/google.tsv", feeds.google_tsv, name="google_tsv"),
]
