"""The table of results: what was measured, beside its yardstick and its bound."""


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, who, figure, ratio="", bound=""):
        self.rows.append((what, who, figure, ratio, bound))
        print(f"  {what}: {who}: {figure} {ratio}", flush=True)

    def add_costs(self, what, costs, bounds):
        """CPU per request of each server and its ratio to the portal's bound: `bounds` names yardsticks and
        how many times theirs the portal may take."""
        for name, cost in costs.items():
            ratio = f"portal is {costs['portal'] / cost:.2f} of it" if name in bounds else ""
            bound = f"≤ {bounds[name]:.2f}" if name in bounds else ""
            if name in bounds and costs["portal"] > bounds[name] * cost:
                bound += ", missed"
            self.add(what, name, f"{cost:.2f} µs", ratio, bound)

    def add_figure(self, what, who, value, unit, most=None, least=None):
        bound = f"≤ {most} {unit}" if most is not None else f"≥ {least} {unit}" if least is not None else ""
        missed = (most is not None and value > most) or (least is not None and value < least)
        self.add(what, who, f"{value:.{0 if value >= 100 else 2}f} {unit}", "", bound + (", missed" if missed else ""))

    def text(self):
        lines = [("what", "server", "figure", "ratio", "bound"), *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(5)]
        rows = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths)) for line in lines]
        rows.insert(1, "-|-".join("-" * width for width in widths))
        return "\n".join(f"| {row} |" for row in rows)
