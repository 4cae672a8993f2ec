using RewardServer.Training.RewardModels.Process;
using RewardServer.Training.Runs;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.RewardModels;

public sealed class ExampleEncoderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Labels_sit_on_step_tags_and_predicted_numbers_are_the_right_ones()
    {
        var vocabulary = PrmVocabulary.Create(TinyRuns.Options, folder.FullName);
        var chain = LabelledTrajectory.Chain("story", "Tom has 3 and 4?", ["3+4=7", "7*2=15", "A: 15"], 1, "7*2=14");

        var example = vocabulary.Encoder.Create(chain);

        var tag = vocabulary.Pieces.ControlId("<extra_0>");
        Assert.Equal([1, 0], example.Reads.Select(r => r.Label)); // the step after the first error is not scored
        Assert.All(example.Reads, r => Assert.Equal(tag, example.Ids[r.Position]));
        Assert.Equal(["3", "4", "7", "7", "2", "14"], example.Predicted.Select(p => vocabulary.Pieces.Pieces[p.Token]));
        Assert.Equal("15", vocabulary.Pieces.Pieces[example.Ids[example.Predicted[^1].Position]]);
    }

    [Fact]
    public void Drills_predict_results_only()
    {
        var vocabulary = PrmVocabulary.Create(TinyRuns.Options, folder.FullName);
        var drill = new LabelledTrajectory(EquationDrill.FamilyName, "Check.", ["3+4=7", "2 * 5 = 11"], [true, false], [null, "2 * 5 = 10"]);

        var example = vocabulary.Encoder.Create(drill);

        Assert.Equal(["7", "10"], example.Predicted.Select(p => vocabulary.Pieces.Pieces[p.Token]));
    }

    [Fact]
    public void Batches_keep_to_the_budget_and_lose_nothing()
    {
        TrainingExample[] sorted = [.. new[] { 3, 5, 5, 9, 40 }.Select(n => new TrainingExample(new int[n], [], []))];

        var batches = BatchFeed.Cut([.. sorted.Select(e => new[] { e })], 15).ToArray();

        Assert.Equal(sorted, batches.SelectMany(b => b));
        Assert.Equal([3, 1, 1], batches.Select(b => b.Count)); // 3 * 5 = 15; 2 * 9 is too much; 40 is alone
    }

    [Fact]
    public void Pairs_are_never_cut_apart()
    {
        var pairs = new[] { (3, 4), (4, 5), (9, 2) }.Select(n => new[] { new TrainingExample(new int[n.Item1], [], []), new TrainingExample(new int[n.Item2], [], []) }).ToArray();

        var batches = BatchFeed.Cut([.. pairs], 20).ToArray();

        Assert.Equal(pairs.SelectMany(p => p), batches.SelectMany(b => b));
        Assert.All(batches, b => Assert.Equal(0, b.Count % 2));
        Assert.Equal([4, 2], batches.Select(b => b.Count)); // 4 * 5 = 20; the third pair would need 6 * 9
    }
}
