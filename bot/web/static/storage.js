// Small things kept in the browser. Where storage is closed (some frames), they last as long as the page.

function keeper(open) {
  const instead = new Map();
  return {
    get(name) {
      try {
        return JSON.parse(open().getItem(`pln123.${name}`));
      } catch {
        return instead.get(name) ?? null;
      }
    },
    set(name, value) {
      instead.set(name, value);
      try {
        open().setItem(`pln123.${name}`, JSON.stringify(value));
      } catch {
        // kept in memory above
      }
    },
  };
}

/** Shared by all tabs: who we are. */
export const forBrowser = keeper(() => localStorage);

/** Of this tab alone, outliving a reload: what waits to be sent, what is being typed. */
export const forTab = keeper(() => sessionStorage);
