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

  colour(code) {
    const agency = this.agencies.get(code);
    return agency ? agency.colour : "";
  }

  nameOf(thing) {
    return thing ? this.words.name(thing.name) : "";
  }
}
