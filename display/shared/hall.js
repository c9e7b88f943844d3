/* The hall as the hub described it, looked up by code, with names in the language of `words`. */

export class Hall {
  constructor(words, hall = {}) {
    this.words = words;
    this.counters = new Map((hall.counters || []).map((counter) => [counter.id, counter]));
    this.services = new Map((hall.services || []).map((service) => [service.code, service]));
    this.agencies = new Map((hall.agencies || []).map((agency) => [agency.code, agency]));
  }

  counter(id) {
    return this.nameOf(this.counters.get(id)) || id || "";
  }

  service(code) {
    return this.nameOf(this.services.get(code)) || code || "";
  }

  agency(code) {
    return this.nameOf(this.agencies.get(code)) || "";
  }

  agencyOf(service) {
    const found = this.services.get(service);
    return found ? found.agency : "";
  }

  /* The codes of the services that a counter serves. */
  servedAt(counter) {
    const found = this.counters.get(counter);
    return new Set((found && found.services) || []);
  }

  /* Every service with all that people call it and its agency, in any language of the hall. */
  findable() {
    return Array.from(this.services.values(), ({ code, agency, name, words = {} }) => {
      const { name: full = {}, short = {} } = this.agencies.get(agency) || {};
      return { code, texts: [full, short, name, words].flatMap((texts) => Object.values(texts).flat()) };
    });
  }

  colour(code) {
    const agency = this.agencies.get(code);
    return agency ? agency.colour : "";
  }

  nameOf(thing) {
    return thing ? this.words.name(thing.name) : "";
  }
}
