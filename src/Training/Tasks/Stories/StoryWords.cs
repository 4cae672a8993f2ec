namespace RewardServer.Training.Tasks.Stories;

/// <summary>The words that fill a story's blanks, drawn once a problem.</summary>
internal static class StoryWords
{
    private static readonly string[] Women = ["Janet", "Natalia", "Betty", "Julie", "Mary", "Anna", "Emma", "Lisa", "Sarah", "Maria", "Jen", "Kate", "Amy", "Alice", "Grace", "Olivia"];
    private static readonly string[] Men = ["Tom", "James", "John", "Mark", "Ben", "Ken", "Sam", "Josh", "Peter", "Jack", "Eric", "David", "Carlos", "Alex", "Mike", "Toby"];
    private static readonly string[] Items = ["apples", "eggs", "marbles", "books", "pencils", "cookies", "stickers", "cards", "oranges", "toys", "flowers", "shirts", "cakes", "balls", "pens", "bottles", "coins", "candies", "muffins", "stamps"];
    private static readonly (string One, string Many)[] Containers = [("box", "boxes"), ("bag", "bags"), ("basket", "baskets"), ("pack", "packs"), ("crate", "crates"), ("jar", "jars")];
    private static readonly string[] Places = ["store", "market", "shop", "school fair"];

    /// <summary>Blank to word.</summary>
    public static Dictionary<string, string> Draw(TaskRandom random)
    {
        var (female, otherFemale) = (random.Chance(0.5), random.Chance(0.5));
        var name = random.Pick(female ? Women : Men);
        var items = random.Pick(Items);
        var container = random.Pick(Containers);
        return new Dictionary<string, string>
        {
            ["N"] = name,
            ["M"] = PickOther(random, otherFemale ? Women : Men, name),
            ["he"] = female ? "she" : "he",
            ["items"] = items,
            ["others"] = PickOther(random, Items, items),
            ["box"] = container.One,
            ["boxes"] = container.Many,
            ["place"] = random.Pick(Places),
        };
    }

    private static string PickOther(TaskRandom random, string[] words, string taken)
    {
        while (true)
        {
            var word = random.Pick(words);
            if (word != taken)
            {
                return word;
            }
        }
    }
}
