namespace Swarm.Execution.Steps;

/// <summary>One output of a step on its way to the log, with asterisks in place of secrets.</summary>
/// <param name="mask">What is masked.</param>
internal sealed class MaskedOutput(SecretMask mask)
{
    private static readonly byte[] Asterisks = "***"u8.ToArray();

    // What may still turn out to be part of a secret, each byte with whether it is known to be.
    private readonly List<(byte Value, bool IsSecret)> _held = [];
    private int _state;
    private bool _isInSecret;

    /// <summary>Takes what the step wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>What can be shown by now.</returns>
    public byte[] Write(ReadOnlySpan<byte> bytes)
    {
        var shown = new MemoryStream(bytes.Length);
        foreach (var value in bytes)
        {
            // What no secret begins with is most of it.
            if (_state == 0 && _held.Count == 0 && mask.Step(0, value) == 0)
            {
                shown.WriteByte(value);
                _isInSecret = false;
                continue;
            }

            _held.Add((value, false));
            if (SecretMask.IsLineBreak(value))
            {
                if (mask.PendingAt(_state) == 0)
                    Show(shown, _held.Count);

                continue;
            }

            _state = mask.Step(_state, value);
            for (var (index, left) = (_held.Count - 1, mask.MatchedAt(_state)); left > 0; index--)
            {
                if (!SecretMask.IsLineBreak(_held[index].Value))
                {
                    _held[index] = (_held[index].Value, true);
                    left--;
                }
            }

            Show(shown, _held.Count - CountHeld(mask.PendingAt(_state)));
        }

        return shown.ToArray();
    }

    /// <summary>Gives the rest.</summary>
    public byte[] Complete()
    {
        var shown = new MemoryStream();
        Show(shown, _held.Count);
        _state = 0;
        return shown.ToArray();
    }

    // The last bytes that may become a match, with the line breaks between and after them.
    private int CountHeld(int pending)
    {
        var count = 0;
        for (var left = pending; left > 0; count++)
        {
            if (!SecretMask.IsLineBreak(_held[_held.Count - 1 - count].Value))
                left--;
        }

        return count;
    }

    private void Show(MemoryStream shown, int count)
    {
        foreach (var (value, isSecret) in _held.Take(count))
        {
            if (!isSecret || SecretMask.IsLineBreak(value))
                shown.WriteByte(value);
            else if (!_isInSecret)
                shown.Write(Asterisks);

            _isInSecret = isSecret;
        }

        _held.RemoveRange(0, count);
    }
}
