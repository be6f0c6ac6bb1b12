-- The only way in which the dashboard's role reads a body. The row in `audit` comes first: there is no body without it.
CREATE FUNCTION public.read_body(
    event_id bigint,
    user_name text,
    reason text,
    via text DEFAULT NULL,
    ip text DEFAULT NULL
)
RETURNS bytea
LANGUAGE plpgsql
SECURITY DEFINER
-- Without this, a caller's own tables or functions could take the place of ours.
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    delivery public.events%ROWTYPE;
BEGIN
    SELECT * INTO delivery FROM public.events WHERE id = event_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.audit (at, user_name, via, ip, action, subject, outcome, reason)
    VALUES (
        clock_timestamp(),
        read_body.user_name,
        read_body.via,
        read_body.ip,
        'read-body',
        concat_ws('/', delivery.provider, delivery.account, delivery.event_key),
        'done',
        nullif(read_body.reason, '')
    );
    RETURN delivery.raw_body;
END
$$;

REVOKE EXECUTE ON FUNCTION public.read_body FROM PUBLIC;

-- When the oldest body that is still stored was received. The dashboard's role may not look at the column itself.
CREATE FUNCTION public.oldest_body()
RETURNS timestamptz
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT received_at FROM public.events WHERE raw_body IS NOT NULL ORDER BY received_at, id LIMIT 1
$$;

REVOKE EXECUTE ON FUNCTION public.oldest_body FROM PUBLIC;
