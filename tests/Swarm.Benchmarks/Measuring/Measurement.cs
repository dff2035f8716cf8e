using System.Diagnostics;
using System.Globalization;

namespace Swarm.Benchmarks.Measuring;

/// <summary>The times of one operation over several rounds, ours and a peer's in turn, so that noise meets both.</summary>
internal sealed class Measurement(string name, string peer, double? aim)
{
    private readonly List<TimeSpan> _ours = [];
    private readonly List<TimeSpan> _theirs = [];

    public void Ours(Action work) => _ours.Add(Time(work));

    public void Theirs(Action work) => _theirs.Add(Time(work));

    public void TheirsTook(TimeSpan time) => _theirs.Add(time);

    public override string ToString()
    {
        var (ours, theirs) = (Median(_ours), Median(_theirs));
        var ratio = ours / theirs;
        var verdict = aim is null ? string.Empty : ratio <= aim ? $"  (aim {Text(aim.Value)}: met)" : $"  (aim {Text(aim.Value)}: MISSED)";
        return $"{name,-34} swarm {Text(ours),8} s   {peer} {Text(theirs),8} s   ratio {Text(ratio)}{verdict}";
    }

    private static TimeSpan Time(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static double Median(List<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalSeconds).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
