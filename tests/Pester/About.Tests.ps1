BeforeDiscovery {
    $topics = foreach ($page in Get-ChildItem (Join-Path $PSScriptRoot '..' '..' docs about) -Filter 'about_*.md') {
        @{ Topic = $page.BaseName; Page = $page.FullName }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll {
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe '<Topic>' -ForEach $topics {
    It 'is found by Get-Help, in plain text of 80 columns' {
        $file = Join-Path $modulePath en-US "$Topic.help.txt"
        $file | Should -Exist
        Get-Content $file | Where-Object { $_.Length -gt 80 -or $_ -match '[`\t]|^```' } | Should -BeNullOrEmpty
        $text = Invoke-OtherShell "Import-Module `$env:SWARM_TEST_MODULE; Get-Help $Topic | Out-String -Width 200"
        "$text" | Should -Match 'SHORT DESCRIPTION'
        "$text" | Should -Match "TOPIC\s+$Topic"
    }

    It 'says what its page says' {
        $words = { param($text) ($text -replace '(?m)^(```.*|#+ )', '' -replace 'TOPIC', '' -replace '`' -replace '\s+', ' ').Trim() }
        & $words (Get-Content (Join-Path $modulePath en-US "$Topic.help.txt") -Raw) | Should -Be (& $words (Get-Content $Page -Raw))
    }

    It 'names only commands and topics that are there' {
        $names = [regex]::Matches((Get-Content $Page -Raw), '\b([A-Z][a-z]+-Swarm[A-Za-z]*|about_\w+)\b').Value | Sort-Object -Unique
        foreach ($name in $names) {
            if ($name -like 'about_*') { Join-Path $modulePath en-US "$name.help.txt" | Should -Exist } else { Get-Command $name -Module Swarm | Should -Not -BeNullOrEmpty }
        }
    }

    It 'has blocks that run, in their order' {
        $root = New-Item -ItemType Directory (Join-Path (Get-PSDrive TestDrive).Root $Topic)
        New-Item -ItemType Directory (Join-Path $root repo) | Out-Null
        Set-Content (Join-Path $root repo readme.txt) 'a small workspace'
        Push-Location $root
        try {
            $blocks = @([regex]::Matches((Get-Content $Page -Raw), '(?s)```powershell\n(.*?)\n```').ForEach({ $_.Groups[1].Value }))
            $blocks.Count | Should -BeGreaterThan 2
            $ErrorActionPreference = 'Stop'
            $output = foreach ($block in $blocks) { . ([scriptblock]::Create($block)) }
            foreach ($verdict in $output | Where-Object { $_.PSTypeNames -contains 'Swarm.PowerShell.Records.SwarmVerdict' }) { $verdict.IsValid | Should -BeTrue -Because $verdict.Reason }
            $output | Where-Object { $_ -is [bool] } | Should -Not -Contain $false
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Online help' {
    It 'is at the address of the project, and nowhere else' {
        $project = (Get-Module Swarm).ProjectUri.AbsoluteUri.TrimEnd('/')
        (Get-Module Swarm).HelpInfoUri | Should -BeLike "$project/*"
        foreach ($command in Get-Command -Module Swarm -CommandType Cmdlet) {
            $links = @((Get-Help $command.Name).relatedLinks.navigationLink | Where-Object { $_.PSObject.Properties['uri'] -and $_.uri })
            $links[0].uri | Should -Be "$project/blob/main/docs/cmdlets/$($command.Name).md"
            Join-Path $PSScriptRoot '..' '..' docs cmdlets "$($command.Name).md" | Should -Exist
        }
    }
}
