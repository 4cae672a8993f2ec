using RewardServer.Inference;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Models;

namespace RewardServer.Tests.Support;

/// <summary>Real engines that are counted: how many were loaded, and how many were not freed.</summary>
internal sealed class CountedEngines
{
    private int _loaded;
    private int _alive;

    /// <summary>Engines that were loaded.</summary>
    public int Loaded => Volatile.Read(ref _loaded);

    /// <summary>Engines that were loaded and not freed.</summary>
    public int Alive => Volatile.Read(ref _alive);

    /// <summary>Called before an engine is loaded, with its number from 1.</summary>
    public Action<int> Loading { get; set; } = _ => { };

    /// <summary>Put before the engine's own work, with its number from 1; what it returns true for is not done by the engine.</summary>
    public Func<int, IReadOnlyList<InferenceItem>, bool> Running { get; set; } = (_, _) => false;

    /// <summary>Has a server use them.</summary>
    public void Use(IServiceCollection services) => services.AddSingleton<EngineLoader>(Load);

    private Engine Load(ModelFolder folder, InferenceOptions options)
    {
        var number = Interlocked.Increment(ref _loaded);
        Loading(number);
        var engine = InferenceEngines.Load(folder, options);
        Interlocked.Increment(ref _alive);
        return new(this, number, engine);
    }

    private sealed class Engine(CountedEngines all, int number, IInferenceEngine inner) : IInferenceEngine
    {
        private int _isFreed;

        public int MaxTokens => inner.MaxTokens;

        public int OutputWidth => inner.OutputWidth;

        public string Device => inner.Device;

        public DeviceChoice DeviceChoice => inner.DeviceChoice;

        public bool SharesBeginnings => inner.SharesBeginnings;

        public EngineUsage Usage => inner.Usage;

        public void Run(IReadOnlyList<InferenceItem> items)
        {
            Assert.Equal(0, Volatile.Read(ref _isFreed));
            if (!all.Running(number, items))
                inner.Run(items);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFreed, 1) == 0)
                Interlocked.Decrement(ref all._alive);
            inner.Dispose();
        }
    }
}
