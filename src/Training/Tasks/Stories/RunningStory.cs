namespace RewardServer.Training.Tasks.Stories;

/// <summary>Stories put together from events that change one amount: two to four in a row, in any order.</summary>
internal static class RunningStory
{
    private static readonly (char Operator, string Range, string[] Problems, string[] Steps)[] Events =
    [
        ('+', "2-30", ["Then {he} buys {#} more.", "{M} gives {N} {#} more.", "{he} finds {#} {items}.", "{he} gets {#} new {items}."], ["{N} has {e} {items}.", "Now {he} has {e}.", "That makes {e} {items}."]),
        ('-', "2-30", ["Then {he} gives {#} to {M}.", "{he} loses {#} of them.", "{N} sells {#} {items}.", "{he} uses {#} of the {items}."], ["{N} has {e} {items} left.", "Then {e} {items} are left.", "Now {he} has {e}."]),
        ('*', "2-9", ["{M} makes the number {#} times as big.", "Then the number of {items} grows {#} times.", "After a while {N} has {#} times as many."], ["{N} has {e} {items}.", "That makes {e} {items}."]),
        ('/', "2-9", ["{he} keeps only one of every {#}.", "{he} shares them equally among {#} people and keeps one share."], ["{N} keeps {e} {items}.", "One share is {e} {items}."]),
    ];

    private static readonly string[] Openings = ["{N} has {a} {items}.", "{N} starts with {a} {items}.", "There are {a} {items} in {N}'s {box}."];
    private static readonly string[] Questions = ["How many {items} does {N} have now?", "How many {items} does {he} have in the end?", "How many {items} are there now?"];

    /// <summary>One random sequence of events.</summary>
    public static StoryTemplate Draw(TaskRandom random)
    {
        var numbers = "a:3-60";
        var problem = random.Pick(Openings);
        var scales = 0;
        var steps = new StoryStep[random.Between(2, 4)];
        for (var i = 0; i < steps.Length; i++)
        {
            // At most one event multiplies or divides: two in a row rarely have whole values in range.
            var (symbol, range, problems, texts) = Events[scales > 0 ? random.Below(2) : random.Weighted(4, 4, 1, 1)];
            scales += symbol is '*' or '/' ? 1 : 0;
            var number = "bcdf"[i].ToString();
            numbers += $" {number}:{range}";
            problem += " " + random.Pick(problems).Replace("{#}", "{" + number + "}", StringComparison.Ordinal);
            steps[i] = new StoryStep($"{(i == 0 ? "a" : $"r{i}")} {symbol} {number}", random.Pick(texts));
        }

        return new StoryTemplate("running", numbers, [problem + " " + random.Pick(Questions)], steps);
    }
}
