using System.Text;
using RewardServer.Training.Tasks.Expressions;
using RewardServer.Training.Tasks.Stories;

namespace RewardServer.Training.Tasks;

/// <summary>
/// Endless trajectories from several families. Problems are split by a hash of their text: one in sixteen is held out and
/// never trained on, whatever the seed.
/// </summary>
internal sealed class TaskMixture
{
    private const uint HeldOutShare = 16;

    private readonly (ITaskFamily Family, int Weight)[] families;
    private readonly int[] weights;
    private readonly bool heldOut;
    private readonly TaskRandom random;

    /// <summary>A mixture; an equal seed gives equal trajectories.</summary>
    /// <param name="families">Families with their shares.</param>
    /// <param name="heldOut">Take the held-out problems instead of those for training.</param>
    /// <param name="seed">Seed of the sequence.</param>
    public TaskMixture(IEnumerable<(ITaskFamily Family, int Weight)> families, bool heldOut, ulong seed)
    {
        this.families = [.. families];
        weights = [.. this.families.Select(f => f.Weight)];
        this.heldOut = heldOut;
        random = new TaskRandom(seed);
    }

    /// <summary>What the bundled process reward model is trained on.</summary>
    public static TaskMixture Training(ulong seed, TaskShares shares) => new(Families(shares, new EquationDrill()), heldOut: false, seed);

    /// <summary>The families trained on with their shares; drills are never measured.</summary>
    public static IEnumerable<(ITaskFamily Family, int Weight)> Families(TaskShares shares, EquationDrill drill) =>
        [(drill, shares.Drill), (new StoryFamily(), shares.Story), (new ExpressionFamily(), shares.Expression), (new GameOf24(), shares.GameOf24)];

    /// <summary>Held-out chains of one family.</summary>
    public static TaskMixture HeldOut(ITaskFamily family, ulong seed) => new([(family, 1)], heldOut: true, seed);

    /// <summary>The next trajectory.</summary>
    public LabelledTrajectory Next()
    {
        while (true)
        {
            var trajectory = families[random.Weighted(weights)].Family.Draw(random, random);
            // Drills share a few problem texts and are never measured, so the split does not concern them.
            if (trajectory.Family == EquationDrill.FamilyName || IsHeldOut(trajectory.Problem) == heldOut)
            {
                return trajectory;
            }
        }
    }

    /// <summary>Whether a problem belongs to the held-out share (FNV-1a of its UTF-8 text).</summary>
    public static bool IsHeldOut(string problem)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(problem))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return (hash ^ (hash >> 16)) % HeldOutShare == 0;
    }
}
