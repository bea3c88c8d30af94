/** The shield. */

export function ProductMark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path fill="var(--accent)" d="M12 1.5 21 5v6.2c0 5.2-3.6 9.4-9 11.3-5.4-1.9-9-6.1-9-11.3V5z" />
      <g stroke="var(--on-accent)" strokeWidth="1.3" fill="var(--on-accent)">
        <path d="M12 11.5V7M12 11.5l-3.6 3M12 11.5l3.6 3" fill="none" />
        <circle cx="12" cy="6.8" r="1.5" />
        <circle cx="8.2" cy="14.8" r="1.5" />
        <circle cx="15.8" cy="14.8" r="1.5" />
        <circle cx="12" cy="11.5" r="1.7" />
      </g>
    </svg>
  );
}
