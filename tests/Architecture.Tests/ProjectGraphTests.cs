using System.Xml.Linq;
using RewardServer.TestKit;

namespace RewardServer.Architecture.Tests;

/// <summary>Who may know whom: the table of docs/architecture.md, read against the project files.</summary>
public sealed class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Scoring"] = [],
        ["Batching"] = [],
        ["Tokenization"] = [],
        ["Modeling"] = ["Scoring"],
        ["Inference"] = ["Scoring", "Batching", "Tokenization"],
        ["RewardServer"] = ["Scoring", "Batching", "Tokenization", "Modeling", "Inference"],
        ["RewardClient"] = [],
        ["Training"] = ["Scoring", "Tokenization", "RewardClient"],
    };

    private static readonly string[] LeafPackages = ["System.Numerics.Tensors"];

    public static TheoryData<string> Projects => [.. AllowedReferences.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_it_may_know(string project)
    {
        var unexpected = Items(project, "ProjectReference")
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path.Replace('\\', '/')))!)
            .Except(AllowedReferences[project]);

        Assert.Empty(unexpected);
    }

    [Theory]
    [InlineData("Scoring")]
    [InlineData("Batching")]
    public void Leaf_needs_no_package_beyond_tensors(string project) =>
        Assert.Empty(Items(project, "PackageReference").Except(LeafPackages));

    [Fact]
    public void Every_source_folder_is_in_the_table() =>
        Assert.Equal(
            AllowedReferences.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Items(string project, string element)
    {
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, "src", project), "*.csproj"));
        return XDocument.Load(file).Descendants(element).Select(e => e.Attribute("Include")!.Value);
    }
}
