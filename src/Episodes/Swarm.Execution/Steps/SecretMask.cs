using System.Text;

namespace Swarm.Execution.Steps;

/// <summary>
/// What is masked in a step's output: secrets, and each line of one that has several. Where a match goes through the output is
/// found by an automaton (Aho and Corasick, 1975) over its bytes without line breaks, so that a secret is found however it was
/// split over writes and lines.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>The fewest bytes that are masked: shorter ones stand in texts that are no secrets.</summary>
    public const int FewestBytes = 6;

    private readonly List<Node> _nodes = [new Node(depth: 0)];

    /// <summary>Makes the mask of secrets; those that are too short are left out.</summary>
    /// <param name="secrets">The secrets.</param>
    public SecretMask(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            foreach (var text in secret.Split('\r', '\n').Append(secret))
                Add(text);
        }

        Link();
    }

    /// <summary>Whether there is nothing to mask.</summary>
    public bool IsEmpty => _nodes.Count == 1;

    /// <summary>Whether a secret is long enough to be masked.</summary>
    /// <param name="secret">The secret.</param>
    public static bool CanMask(string secret) => BytesOf(secret).Length >= FewestBytes;

    /// <summary>Whether a byte is one that matches go across.</summary>
    /// <param name="value">The byte.</param>
    public static bool IsLineBreak(byte value) => value is (byte)'\r' or (byte)'\n';

    /// <summary>Goes on by one byte that is no line break.</summary>
    /// <param name="state">Where the automaton is; 0 at the beginning.</param>
    /// <param name="value">The byte.</param>
    /// <returns>Where it is then.</returns>
    public int Step(int state, byte value)
    {
        for (; ; state = _nodes[state].Failure)
        {
            if (_nodes[state].Next.TryGetValue(value, out var next))
                return next;

            if (state == 0)
                return 0;
        }
    }

    /// <summary>How many of the last bytes may still become a match.</summary>
    /// <param name="state">Where the automaton is.</param>
    public int PendingAt(int state) => _nodes[state].Depth;

    /// <summary>How many of the last bytes are a match; 0 where none ends here.</summary>
    /// <param name="state">Where the automaton is.</param>
    public int MatchedAt(int state) => _nodes[state].Matched;

    private static byte[] BytesOf(string text) => [.. Encoding.UTF8.GetBytes(text).Where(value => !IsLineBreak(value))];

    private void Add(string text)
    {
        var bytes = BytesOf(text);
        if (bytes.Length < FewestBytes)
            return;

        var state = 0;
        foreach (var value in bytes)
        {
            if (!_nodes[state].Next.TryGetValue(value, out var next))
            {
                next = _nodes.Count;
                _nodes[state].Next[value] = next;
                _nodes.Add(new Node(_nodes[state].Depth + 1));
            }

            state = next;
        }

        _nodes[state].Matched = bytes.Length;
    }

    // In the order of depth: what a node falls back to is linked before it.
    private void Link()
    {
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out var state))
        {
            foreach (var (value, next) in _nodes[state].Next)
            {
                var node = _nodes[next];
                node.Failure = state == 0 ? 0 : Step(_nodes[state].Failure, value);
                node.Matched = Math.Max(node.Matched, _nodes[node.Failure].Matched);
                queue.Enqueue(next);
            }
        }
    }

    private sealed class Node(int depth)
    {
        public int Depth { get; } = depth;

        public Dictionary<byte, int> Next { get; } = [];

        public int Failure { get; set; }

        public int Matched { get; set; }
    }
}
