import { type CountryCode, Metadata } from 'libphonenumber-js/min';

/**
 * Where most of the people with telephones live whose numbers are written without a country. A number is held against
 * each of them, so the list is the price of a candidate.
 */
const regions: readonly CountryCode[] = [
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'IT',
  'NL',
  'BE',
  'CH',
  'AT',
  'PL',
  'SE',
  'NO',
  'DK',
  'FI',
  'PT',
  'IE',
  'CZ',
  'HU',
  'AU',
  'NZ',
  'BR',
  'IN',
  'JP',
  'ZA',
  'GL',
];

/** What the package knows of a region's numbers and does not declare; a test holds it to that. */
interface NumberingPlan {
  nationalNumberPattern(): string;
  nationalPrefix(): string | null | undefined;
}

interface Plan {
  readonly trunk: string | undefined;
  readonly number: RegExp;
}

/** Each is made when it is first asked, and is the same for every text. */
const plans = new Map<CountryCode, Plan>();

/**
 * Whether the digits are a number that can be dialled in one of the regions. The plans themselves are asked, because
 * the package's own check reads the number anew for each region, which took fifty times as long.
 */
export function isDialledSomewhere(digits: string): boolean {
  return regions.some((region) => {
    const { trunk, number } = planOf(region);
    if (trunk !== undefined && digits.startsWith(trunk) && number.test(digits.slice(trunk.length)))
      return true;
    return trunk !== '0' && number.test(digits);
  });
}

function planOf(region: CountryCode): Plan {
  const known = plans.get(region);
  if (known !== undefined) return known;
  const made = readPlan(region);
  plans.set(region, made);
  return made;
}

function readPlan(region: CountryCode): Plan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(region);
  const plan = (metadata as unknown as { readonly numberingPlan: NumberingPlan }).numberingPlan;
  // Italian numbers keep their zero wherever they are called from.
  const trunk = region === 'IT' ? undefined : (plan.nationalPrefix() ?? undefined);
  return { trunk, number: new RegExp(`^(?:${plan.nationalNumberPattern()})$`) };
}
