"""Store side of the test project: one of everything the DDL replay must carry over."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Lower, Now


class Category(models.Model):
    slug = models.SlugField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)
    top_product = models.ForeignKey(
        "Product", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug"], name="category_slug_taken")]

    def __str__(self) -> str:
        return self.slug


class Product(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE)
    title = models.CharField(max_length=200, db_comment="as shoppers see it")
    handle = models.CharField(max_length=200)
    price_minor = models.PositiveIntegerField(default=0)
    cost_minor = models.PositiveIntegerField(default=0)
    margin_minor = models.GeneratedField(
        expression=models.F("price_minor") - models.F("cost_minor"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=SearchVector("title", config="simple"), output_field=SearchVectorField(), db_persist=True
    )
    tags = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(db_default=Now())
    stock = models.IntegerField(db_default=0)

    class Meta:
        db_table_comment = "what a shop sells"
        constraints = [
            models.UniqueConstraint(Lower("handle"), name="product_handle_taken"),
            models.UniqueConstraint(
                fields=["title"], condition=models.Q(price_minor=0), name="product_one_free_of_a_title"
            ),
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="product_stock_not_negative"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="product_search"),
            models.Index(fields=["-created_at", "id"], name="product_newest"),
            models.Index(fields=["price_minor"], name="product_paid", condition=models.Q(price_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    owner = models.CharField(max_length=63, db_index=True)
    quantity = models.SmallIntegerField(default=1)
    related = models.ManyToManyField(Category, blank=True)

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product_id}"


class Counter(models.Model):
    name = models.CharField(max_length=40, unique=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
