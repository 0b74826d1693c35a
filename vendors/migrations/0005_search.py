"""The index in which texts are searched, on either database, and every text on record in it."""

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from vendors.domain.searching import parts

FTS = "CREATE VIRTUAL TABLE vendors_textpart_fts USING fts5(body, tokenize='porter unicode61 remove_diacritics 2')"
ENGLISH = (
    # PostgreSQL's own English passes over "own", "not", "no", "only": words on which terms turn.
    "CREATE TEXT SEARCH DICTIONARY countersign_words (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION countersign (COPY = pg_catalog.english)",
    "ALTER TEXT SEARCH CONFIGURATION countersign"
    " ALTER MAPPING REPLACE pg_catalog.english_stem WITH countersign_words",
)
GIN = "CREATE INDEX vendors_textpart_words ON vendors_textpart USING gin (words)"


def build(apps, schema_editor):
    connection = schema_editor.connection
    postgres = connection.vendor == "postgresql"
    for statement in (*ENGLISH, GIN) if postgres else (FTS,):
        schema_editor.execute(statement)
    texts = apps.get_model("vendors", "CanonicalText").objects.values_list("pk", "text")
    TextPart = apps.get_model("vendors", "TextPart")
    with connection.cursor() as cursor:
        for pk, text in texts.iterator(chunk_size=20):
            for start, end in parts(text):
                row = TextPart.objects.create(text_id=pk, start=start, end=end)
                if postgres:
                    sql = "UPDATE vendors_textpart SET words = to_tsvector('countersign', %s) WHERE id = %s"
                    cursor.execute(sql, [text[start:end], row.pk])
                else:
                    sql = "INSERT INTO vendors_textpart_fts (rowid, body) VALUES (%s, %s)"
                    cursor.execute(sql, [row.pk, text[start:end]])


def clear(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION countersign")
        schema_editor.execute("DROP TEXT SEARCH DICTIONARY countersign_words")
    else:
        schema_editor.execute("DROP TABLE vendors_textpart_fts")


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0004_changes_of_captures'),
    ]

    operations = [
        migrations.CreateModel(
            name='TextPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='vendors.canonicaltext')),
            ],
            options={
                'ordering': ['text', 'start'],
                'constraints': [models.UniqueConstraint(fields=('text', 'start'), name='vendors_part_once')],
            },
        ),
        migrations.RunPython(build, clear),
    ]
