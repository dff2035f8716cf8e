using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Swarm.Core.Json;

namespace Swarm.Core.Tests.Json;

/// <summary>Numbers are written with ECMAScript's digits: those that read back, as few as can be, and the closest of those.</summary>
public sealed class CanonicalNumberTests
{
    [Theory]
    [InlineData(-25, "2.9802322387695312e-8")]
    [InlineData(-958, "4.1045368012983762e-289")]
    [InlineData(-44, "5.684341886080802e-14")]
    [InlineData(-1022, "2.2250738585072014e-308")]
    [InlineData(-1023, "1.1125369292536007e-308")]
    [InlineData(53, "9007199254740992")]
    [InlineData(89, "6.189700196426902e+26")]
    public void A_power_of_two_reads_back_as_itself(int power, string expected)
    {
        Assert.Equal(expected, Assert.Single(Write([Math.ScaleB(1, power)])));
        Assert.Equal("-" + expected, Assert.Single(Write([-Math.ScaleB(1, power)])));
    }

    [Fact]
    public void Different_numbers_have_different_texts()
    {
        var value = Math.ScaleB(1, -25);
        Assert.NotEqual(Write([value]), Write([Math.BitDecrement(value)]));
    }

    [Fact]
    public void Each_number_reads_back_and_no_shorter_one_does()
    {
        var values = Sample(random: 100_000);
        var texts = Write(values);
        for (var index = 0; index < values.Count; index++)
        {
            var (value, text) = (values[index], texts[index]);
            Assert.True(double.Parse(text, CultureInfo.InvariantCulture) == value, $"{value:E17} is written as {text}, which reads back as another");
            foreach (var shorter in Shorter(text))
            {
                Assert.False(double.Parse(shorter, CultureInfo.InvariantCulture) == value, $"{text} can be written as {shorter}");
            }
        }
    }

    [Fact]
    public void Each_number_is_written_as_ECMAScript_writes_it()
    {
        var node = FindOnPath(OperatingSystem.IsWindows() ? "node.exe" : "node");
        Assert.SkipUnless(node is not null, "There is no 'node' on the PATH to compare with.");
        var values = Sample(random: 600_000);
        var folder = Directory.CreateTempSubdirectory("swarm-numbers-");
        try
        {
            var (bits, script) = (Path.Combine(folder.FullName, "bits"), Path.Combine(folder.FullName, "write.js"));
            File.WriteAllBytes(bits, [.. values.SelectMany(BitConverter.GetBytes)]);
            File.WriteAllText(script, """
                const bytes = require('fs').readFileSync(process.argv[2]);
                const lines = [];
                for (let at = 0; at < bytes.length; at += 8) lines.push(String(bytes.readDoubleLE(at)));
                require('fs').writeFileSync(process.argv[3], lines.join('\n'));
                """);
            var output = Path.Combine(folder.FullName, "texts");
            using var process = Process.Start(new ProcessStartInfo(node!, [script, bits, output]))!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            var expected = File.ReadAllLines(output);
            var actual = Write(values);
            Assert.Equal(expected.Length, actual.Length);
            for (var index = 0; index < actual.Length; index++)
            {
                Assert.True(string.Equals(expected[index], actual[index], StringComparison.Ordinal), $"{expected[index]} is written as {actual[index]}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Where the fewest digits are hard to find: around powers of two and ten, halves, short decimals, and anywhere.
    private static List<double> Sample(int random)
    {
        var values = new List<double>();
        for (var power = -1074; power < 1024; power++)
        {
            AddWithNeighbours(Math.ScaleB(1, power));
            AddWithNeighbours(Math.ScaleB(1.5, power));
        }

        for (var power = -323; power <= 308; power++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                AddWithNeighbours(double.Parse($"{digit}e{power}", CultureInfo.InvariantCulture));
            }
        }

        for (var power = 0; power < 53; power++)
        {
            AddWithNeighbours((1L << power) + 0.5);
            AddWithNeighbours((1L << power) - 0.5);
        }

        var source = new Random(8785);
        for (var count = 0; count < random; count++)
        {
            values.Add((count % 4) switch
            {
                0 => source.NextInt64(1L << 40) / Math.Pow(10, source.Next(20)),
                1 => Math.ScaleB(source.NextInt64(1L << 53), source.Next(-60, 10)),
                _ => BitConverter.Int64BitsToDouble(source.NextInt64(long.MinValue, long.MaxValue)),
            });
        }

        values.RemoveAll(value => !double.IsFinite(value) || value == 0);
        return values;

        void AddWithNeighbours(double value)
        {
            var (lower, higher) = (value, value);
            values.Add(value);
            for (var step = 0; step < 3; step++)
            {
                values.Add(lower = Math.BitDecrement(lower));
                values.Add(higher = Math.BitIncrement(higher));
            }
        }
    }

    // The two decimals with one digit less that are next to it.
    private static IEnumerable<string> Shorter(string text)
    {
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        var (number, exponent) = mark < 0 ? (text, "") : (text[..mark], text[mark..]);
        if (number.Contains('.', StringComparison.Ordinal))
        {
            var cut = decimal.Parse(number[..^1].TrimEnd('.'), CultureInfo.InvariantCulture);
            var places = number.Length - number.IndexOf('.', StringComparison.Ordinal) - 2;
            var step = (number[0] == '-' ? -1 : 1) * new decimal(1, 0, 0, false, (byte)Math.Min(places, 28));
            if (places <= 28)
            {
                yield return cut.ToString(CultureInfo.InvariantCulture) + exponent;
                yield return (cut + step).ToString(CultureInfo.InvariantCulture) + exponent;
            }
        }
    }

    private static string[] Write(IReadOnlyList<double> values)
    {
        var texts = string.Join(',', values.Select(value => value.ToString("E16", CultureInfo.InvariantCulture)));
        using var document = JsonDocument.Parse($"[{texts}]");
        return Encoding.UTF8.GetString(CanonicalJson.Serialize(document.RootElement))[1..^1].Split(',');
    }

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
