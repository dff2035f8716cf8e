BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database seed.sqlite
    $base = Start-SwarmRun -Workspace ./repo -State seed.sqlite -Label base { 'x' > x.txt }
    $other = Start-SwarmRun -Workspace ./repo -Label other { 'y' > y.txt }
    $forks = $base | Copy-SwarmRun -Label left, right
    $left, $right = $forks | Resume-SwarmRun { $env:SWARM_LABEL > x.txt; $env:SWARM_LABEL > "$env:SWARM_LABEL.txt" }
}
AfterAll { Exit-Scene }

Describe 'Compare-SwarmState' {
    It 'says that a node is the same as itself' { (Compare-SwarmState base base).IsSame | Should -BeTrue }

    It 'compares files' {
        $difference = Compare-SwarmState $left $right
        $difference.IsSame | Should -BeFalse
        $difference.ReferenceLabel | Should -Be left
        $difference.DifferenceLabel | Should -Be right
        "$($difference.Files)" | Should -Be 'removed left.txt added right.txt changed x.txt'
    }

    It 'compares tables' {
        $difference = Compare-SwarmState -Reference other -Difference base
        ($difference.Tables | Where-Object Name -EQ note).Change | Should -Be added
        ($difference.Tables | Where-Object Name -EQ note).Added | Should -Be 2
    }

    It 'takes the difference from the pipeline' {
        ($left, $right | Compare-SwarmState base).DifferenceLabel | Should -Be left, right
    }

    It 'is shown' { Compare-SwarmState $left $right | Out-String | Should -Match 'changed x.txt' }

    It 'compares contents, each as soon as it is asked for' {
        $contents = Compare-SwarmState $left $right -Content
        $contents.Path | Should -Be left.txt, right.txt, x.txt
        $contents[2].Diff | Should -Be "--- a/x.txt`n+++ b/x.txt`n@@ -1 +1 @@`n-left`n+right`n"
        (Compare-SwarmState $left $right -Content | Select-Object -First 1).Path | Should -Be left.txt
        (Compare-SwarmState $left $right -Content -Path 'x.*').Path | Should -Be x.txt
        $contents | Out-String | Should -Match '(?s)removed left.txt.*@@ -1 \+1 @@.*\+right'
        Compare-SwarmState base base -Content | Should -BeNullOrEmpty
    }

    It 'shows what commands a terminal as what it is' {
        $base | Resume-SwarmRun -Label colour { "$([char]27)]0;title$([char]7)" > title.txt } | Out-Null
        Compare-SwarmState base colour -Content | Out-String | Should -Match '\\x1b\]0;title\\x07'
    }
}
