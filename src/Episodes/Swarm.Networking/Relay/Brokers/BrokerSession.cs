using Swarm.Networking.Relay.Wire;

namespace Swarm.Networking.Relay.Brokers;

/// <summary>The providers and workers that meet under one name.</summary>
internal sealed class BrokerSession(string name)
{
    // A challenge that is at hand saves a round trip, which is worth a provider that has a little more to do.
    private const int Preference = 16;

    private readonly Lock _gate = new();
    private readonly List<ProviderConnection> _providers = [];
    private readonly List<Multiplexer> _workers = [];

    public string Name => name;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _providers.Count == 0 && _workers.Count == 0;
            }
        }
    }

    public BrokerSessionStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new BrokerSessionStatus(name, _providers.Count, _workers.Count, _workers.Sum(worker => worker.StreamCount));
            }
        }
    }

    public bool TryAdd(ProviderConnection provider, int most)
    {
        lock (_gate)
        {
            if (_providers.Count >= most)
            {
                return false;
            }

            _providers.Add(provider);
            return true;
        }
    }

    public void Remove(ProviderConnection provider)
    {
        lock (_gate)
        {
            _providers.Remove(provider);
        }
    }

    public void Add(Multiplexer worker)
    {
        lock (_gate)
        {
            _workers.Add(worker);
        }
    }

    public void Remove(Multiplexer worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
        }
    }

    /// <summary>Picks the provider that has least to do, or the preferred one where it has little more.</summary>
    /// <param name="preferred">A provider's number; 0 for none.</param>
    /// <param name="tried">The numbers of those that failed.</param>
    public ProviderConnection? Pick(ulong preferred, IReadOnlyCollection<ulong> tried)
    {
        lock (_gate)
        {
            var usable = _providers.Where(provider => provider.Connection.IsOpen && !tried.Contains(provider.Number)).ToArray();
            var least = usable.MinBy(provider => provider.Connection.StreamCount);
            var wanted = Array.Find(usable, provider => provider.Number == preferred);
            return wanted is not null && wanted.Connection.StreamCount <= least!.Connection.StreamCount + Preference ? wanted : least;
        }
    }
}
