using System.Text;

namespace Swarm.Networking.Hosts;

/// <summary>Writes a label in ASCII (RFC 3492), the same on every system, whatever tables it has.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int LeastThreshold = 1;
    private const int MostThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int FirstBias = 72;
    private const int FirstCode = 128;

    /// <summary>Encodes the label, without the <c>xn--</c> before it.</summary>
    /// <param name="label">At most 63 characters, so that no number overflows.</param>
    public static string Encode(string label)
    {
        var runes = label.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var text = new StringBuilder();
        foreach (var rune in runes.Where(rune => rune < FirstCode))
        {
            text.Append((char)rune);
        }

        var basic = text.Length;
        if (basic > 0)
        {
            text.Append('-');
        }

        var (code, delta, bias, done) = (FirstCode, 0, FirstBias, basic);
        while (done < runes.Length)
        {
            var next = runes.Where(rune => rune >= code).Min();
            delta += (next - code) * (done + 1);
            code = next;
            foreach (var rune in runes)
            {
                if (rune < code)
                {
                    delta++;
                }
                else if (rune == code)
                {
                    AppendNumber(text, delta, bias);
                    bias = Adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }

            delta++;
            code++;
        }

        return text.ToString();
    }

    private static void AppendNumber(StringBuilder text, int number, int bias)
    {
        for (var step = Base; ; step += Base)
        {
            var threshold = Math.Clamp(step - bias, LeastThreshold, MostThreshold);
            if (number < threshold)
            {
                text.Append(DigitOf(number));
                return;
            }

            text.Append(DigitOf(threshold + ((number - threshold) % (Base - threshold))));
            number = (number - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta /= isFirst ? Damp : 2;
        delta += delta / count;
        var steps = 0;
        for (; delta > (Base - LeastThreshold) * MostThreshold / 2; steps += Base)
        {
            delta /= Base - LeastThreshold;
        }

        return steps + ((Base - LeastThreshold + 1) * delta / (delta + Skew));
    }

    private static char DigitOf(int number) => (char)(number < 26 ? 'a' + number : '0' + number - 26);
}
