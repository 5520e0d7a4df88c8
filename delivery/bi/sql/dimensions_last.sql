insert into bi.dim_post by name
select post_key, post_type, coalesce(terms.label, post_type) as post_label, job_class, class_band, employment_status
from (
    select
        post_key, split_part(post_key, '|', 1) as post_type, split_part(post_key, '|', 2) as job_class,
        split_part(post_key, '|', 3) as class_band, split_part(post_key, '|', 4) as employment_status
    from (select distinct post_key from bi.fact_incentive)
) as posts
left join terms on posts.post_type = terms.term
order by post_key;

insert into bi.dim_indicator by name
select
    indicator_key, split_part(indicator_key, '/', 1) as aspect, split_part(indicator_key, '/', 2) as measure,
    coalesce(aspects.label, aspect) as aspect_label, coalesce(measures.label, measure) as measure_label
from (select distinct indicator_key from bi.fact_indicator) as indicators
left join terms as aspects on split_part(indicator_key, '/', 1) = aspects.term
left join terms as measures on split_part(indicator_key, '/', 2) = measures.term
order by indicator_key;
