using RewardServer.Training.Models;
using RewardServer.Training.Vocabulary;
using static TorchSharp.torch;

namespace RewardServer.Training.Runs;

/// <summary>What a run goes on from: vocabulary and backbone of an earlier run, or small fresh ones.</summary>
internal static class StartingPoint
{
    private const int FreshSize = 700;

    /// <summary>Seeds everything, makes the folder, and writes the options and the vocabulary into it.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="folder">Where it writes.</param>
    /// <param name="texts">Texts that pieces are learned from: <paramref name="added"/> ones the earlier vocabulary lacks, or a new vocabulary.</param>
    /// <param name="added">Pieces added to the earlier vocabulary.</param>
    public static WrittenVocabulary Prepare<TOptions>(TOptions options, string folder, IReadOnlyList<string> texts, int added)
        where TOptions : WarmTrainingOptions
    {
        TorchRuntime.Prepare(options.Threads, options.Device);
        random.manual_seed(options.Seed);
        Directory.CreateDirectory(folder);
        OptionsJson.Write(options, Path.Combine(folder, "training.json"));
        var pieces = options.Start is { } start
            ? Extended(TokenizerFiles.Read(start), texts, added)
            : BpeTrainer.Train(texts, FreshSize);
        return WrittenVocabulary.Write(pieces, folder, options.Shape.MaxPositions);
    }

    /// <summary>A backbone with the earlier run's weights.</summary>
    public static Backbone CreateModel(WarmTrainingOptions options, BpeVocabulary vocabulary)
    {
        var model = new Backbone(options.Shape, vocabulary.Size, vocabulary.Numbers(), TorchDevice.Of(options.Device));
        if (options.Start is { } start)
        {
            WarmStart.Apply(model, vocabulary, start);
        }

        return model;
    }

    private static BpeVocabulary Extended(BpeVocabulary vocabulary, IReadOnlyList<string> texts, int added) =>
        added == 0 ? vocabulary : BpeTrainer.Extend(vocabulary, texts, added);
}
