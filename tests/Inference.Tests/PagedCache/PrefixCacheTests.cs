using CsCheck;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.PagedCache;

/// <summary>
/// The bookkeeping alone, on a memory that can be looked at: each position holds the hash of all tokens up to it. A block that is
/// shared, copied, kept or given away wrongly holds another hash.
/// </summary>
public class PrefixCacheTests
{
    private const int Block = PackedGraph.BlockSize;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Memory_holds_what_is_promised_whatever_is_run(bool copies)
    {
        var text = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 5 * Block], Gen.Int[0, 100]);
        var run = Gen.Select(text.Array[1, 6], Gen.Int[0, 5], (texts, luck) => (texts, fails: luck == 0));
        Gen.Select(Gen.Int[5, 30], run.Array[1, 25]).Sample(
            (blocks, runs) =>
            {
                var machine = new Machine(blocks, shares: true, copies);
                foreach (var (texts, fails) in runs)
                    machine.Run([.. texts.Select(t => Text(t.Item1, t.Item2, t.Item3))], [.. texts.Select(t => t.Item4)], fails);
                machine.Cache.Forget();
                Assert.Equal(0, machine.Cache.BlocksInUse);
            },
            iter: 400);
    }

    [Fact]
    public void A_beginning_is_computed_once_in_a_run_and_after()
    {
        var machine = new Machine(blocks: 100);
        var problem = (2 * Block) + 10;
        int[][] candidates = [.. Enumerable.Range(0, 4).Select(i => Candidate(problem, i, 20))];
        Assert.Equal([problem + 20], machine.Run(candidates[..1]));
        Assert.Equal([20, 20, 20], machine.Run(candidates[1..]));
        Assert.Equal([1, 1, 1, 1], machine.Run(candidates));
        Assert.Equal(2 + 4, machine.Cache.BlocksInUse);
    }

    [Fact]
    public void Candidates_that_part_within_a_block_follow_the_first_of_them()
    {
        var machine = new Machine(blocks: 100);
        var problem = (2 * Block) + 10;
        machine.Run([.. Enumerable.Range(0, 5).Select(i => Candidate(problem, i, 20))]);
        Assert.Equal([[problem + 20], [20, 20, 20, 20]], machine.Runs);
    }

    [Fact]
    public void A_run_of_its_own_is_not_worth_a_few_tokens()
    {
        var machine = new Machine(blocks: 100);
        machine.Run([.. Enumerable.Range(0, 4).Select(i => Candidate(Block + 10, i, 20))]); // 3 x 10 tokens to spare
        Assert.Equal([[Block + 30, 30, 30, 30]], machine.Runs);
    }

    [Fact]
    public void A_beam_that_grows_computes_its_new_steps_and_takes_no_second_block()
    {
        var machine = new Machine(blocks: 100);
        for (var length = 7; length < 4 * Block; length += 7)
            Assert.Equal([7], machine.Run([Candidate(4 * Block, 0, 0)[..length]]));
        Assert.Equal(4, machine.Cache.BlocksInUse);
    }

    [Fact]
    public void Computing_starts_at_the_first_read_however_much_is_there()
    {
        var machine = new Machine(blocks: 100);
        var text = Candidate(3 * Block, 0, 5);
        machine.Run([text]);
        Assert.Equal([text.Length - 40], machine.Run([text], [40]));
        Assert.Equal(4, machine.Cache.BlocksInUse);
    }

    [Fact]
    public void The_longest_unused_is_given_away_from_its_end()
    {
        var machine = new Machine(blocks: 6);
        int[] first = Candidate(3 * Block, 0, 0), second = Candidate(3 * Block, 1, 0, salt: 5), third = Candidate(Block, 2, 0, salt: 9);
        machine.Run([first]);
        machine.Run([second]);
        machine.Run([first]);
        machine.Run([third]);
        Assert.Equal(1, machine.Cache.Evictions);
        Assert.Equal([1], machine.Run([first]));
        Assert.Equal([Block], machine.Run([second])); // its last block went, and now the third's
        Assert.Equal(2, machine.Cache.Evictions);
    }

    [Fact]
    public void Nothing_is_shared_when_it_is_turned_off()
    {
        var machine = new Machine(blocks: 100, shares: false);
        var text = Candidate(3 * Block, 0, 5);
        Assert.Equal([text.Length, text.Length], machine.Run([text, text]));
        Assert.Equal([text.Length], machine.Run([text]));
        Assert.Equal(0, machine.Cache.BlocksInUse);
    }

    private static int[] Candidate(int problem, int candidate, int own, int salt = 0) =>
        [.. Enumerable.Range(0, problem).Select(i => i + salt), .. Enumerable.Range(0, own).Select(i => 1000 + candidate + i)];

    // Few different texts that part at few places, so that they have much in common.
    private static int[] Text(int family, int variant, int length) =>
        [.. Enumerable.Range(0, length).Select(i => i < 40 ? family % 2 : i < 70 ? family : (family * 10) + variant)];

    private sealed class Machine
    {
        private readonly long[] _memory;
        private readonly int _blocks;

        public Machine(int blocks, bool shares = true, bool copies = true)
        {
            _blocks = blocks;
            _memory = new long[blocks * Block];
            Cache = new PrefixCache(new BlockAllocator(blocks), shares, copies ? Copy : null);
        }

        public PrefixCache Cache { get; }

        public List<int[]> Runs { get; } = [];

        /// <summary>Runs texts as the engine does; without further word only the last position is read.</summary>
        /// <returns>Tokens computed of each, in the order they were run.</returns>
        public int[] Run(int[][] texts, int[]? firstReads = null, bool fails = false)
        {
            var waiting = texts.Select((text, i) => (text, read: Math.Min(firstReads?[i] ?? text.Length, text.Length - 1))).ToList();
            var computed = new List<int>();
            while (waiting.Count > 0)
                computed.AddRange(RunNext(waiting, fails));
            return [.. computed];
        }

        private int[] RunNext(List<(int[] Text, int Read)> waiting, bool fails)
        {
            List<((int[] Text, int Read) Wanted, HeldSequence Held)> run = [];
            if (Take(waiting, run, waits: true) < Block)
                Take(waiting, run, waits: false);
            Assert.NotEmpty(run);
            foreach (var (wanted, held) in run)
            {
                Assert.InRange(held.Start, 0, wanted.Read);
                Assert.Equal(PackedTensors.BlocksOf(wanted.Text.Length), held.Blocks.Count);
                if (!fails)
                    Write(wanted.Text, held);
            }
            if (!fails)
                run.ForEach(sequence => Verify(sequence.Wanted.Text, sequence.Held));
            int[] computed = [.. run.Select(sequence => sequence.Wanted.Text.Length - sequence.Held.Start)];
            Runs.Add(computed);
            run.ForEach(sequence => Cache.Release(sequence.Held, isComputed: !fails));
            Assert.InRange(Cache.BlocksInUse, 0, _blocks);
            return computed;
        }

        private int Take(List<(int[] Text, int Read)> waiting, List<((int[] Text, int Read) Wanted, HeldSequence Held)> run, bool waits)
        {
            var spared = 0;
            foreach (var wanted in waiting.ToArray())
            {
                var held = new HeldSequence();
                var result = Cache.TryHold(wanted.Text, wanted.Read, int.MaxValue, waits, held);
                if (result == HoldResult.NoRoom)
                    break;
                if (result == HoldResult.BetterLater)
                {
                    spared += held.Start;
                    continue;
                }
                run.Add((wanted, held));
                waiting.Remove(wanted);
            }
            return spared;
        }

        private void Write(int[] text, HeldSequence held)
        {
            foreach (var (position, hash) in Hashes(text).Index().Skip(held.Start))
                _memory[Place(held, position)] = hash;
        }

        private void Verify(int[] text, HeldSequence held)
        {
            foreach (var (position, hash) in Hashes(text).Index())
                Assert.Equal(hash, _memory[Place(held, position)]);
        }

        private void Copy(int source, int target) => Array.Copy(_memory, source * Block, _memory, target * Block, Block);

        private static int Place(HeldSequence held, int position) => (held.Blocks[position / Block].Index * Block) + (position % Block);

        private static IEnumerable<long> Hashes(int[] text)
        {
            var hash = 17L;
            foreach (var token in text)
                yield return hash = unchecked((hash * 6364136223846793005) + token + 1);
        }
    }
}
