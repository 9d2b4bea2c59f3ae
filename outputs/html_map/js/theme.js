/* Colours come from the style sheet, so that light and dark are told in one place. */

const PLATFORM_COLOURS = 7;
const theme = {};

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  for (const name of ["paper", "ink", "muted", "line", "tie", "weak", "accent", "fill", "other", "possible"]) {
    theme[name] = read(`--${name}`);
  }
  theme.platforms = Array.from({ length: PLATFORM_COLOURS }, (_, n) => read(`--platform-${n + 1}`));
  theme.font = read("--font");
}

/** The colour of a platform: the most used ones have their own, the rest and the unknown share one. */
function platformColour(name) {
  const rank = platformRank.get(name);
  return name === "" || rank === undefined || rank >= PLATFORM_COLOURS ? theme.other : theme.platforms[rank];
}

function platformClass(name) {
  const rank = platformRank.get(name);
  return name === "" || rank === undefined || rank >= PLATFORM_COLOURS ? "swatch" : `swatch swatch-${rank + 1}`;
}

readTheme();
